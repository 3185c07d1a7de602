"""cell1's URL has a name that nobody resolves, and the resolver takes 20 s to say so."""

from __future__ import annotations

from ..breakages import CELL0, let_resolver_answer, silence_resolver
from ..breaking.hands import all_of, remember, restart, sql, sql_with
from ..breaking.model import Break, Confirm

_CELL1 = f"uuid != '{CELL0}'"

BREAK = Break(
    name="cell1-name-unresolvable",
    title="a name that cannot be resolved in cell1's URL, behind a silent resolver",
    source="BROKEN D",
    first=r"^cell-unreachable (?!cell0).*db9\.example",
    never=(r"MySQL says 2003", r"^cell0", r"nova_api refuses"),
    mended_by="remap-cell",
    confirm=Confirm("nova-manage cell_v2 list_cells", r"@[^/]+/nova "),
    make=all_of(
        remember(
            "cell1-url",
            f"SELECT database_connection FROM nova_api.cell_mappings WHERE {_CELL1}",
        ),
        sql(
            "UPDATE nova_api.cell_mappings SET database_connection = "
            f"'mysql+pymysql://{{nova_db_user}}:{{nova_db_password}}@db9.example/nova' WHERE {_CELL1};"
        ),
        silence_resolver,
    ),
    take_back=all_of(
        let_resolver_answer,
        sql_with(
            "cell1-url", f"UPDATE nova_api.cell_mappings SET database_connection = @was WHERE {_CELL1};"
        ),
        restart("controller", "nova-api", "nova-scheduler", "nova-conductor"),
    ),
    leaves=True,
)
