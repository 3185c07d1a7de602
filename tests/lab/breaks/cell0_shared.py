"""cell0 is mapped to cell1's database: every service is listed twice."""

from __future__ import annotations

from ..breakages import BREAKAGES, CELL0
from ..breaking.hands import all_of, remember, restart, sql_with
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="cell0-shared",
    title="cell0 mapped to cell1's database",
    source="BREAKAGES 5",
    first=r"^cell0-shared",
    mended_by="remap-cell0",
    confirm=Confirm(
        "openstack compute service list -f value -c Binary | sort | uniq -c", r"1 nova-compute"
    ),
    make=all_of(
        remember(
            "cell0-url",
            f"SELECT database_connection FROM nova_api.cell_mappings WHERE uuid = '{CELL0}'",
        ),
        BREAKAGES[0].make,
    ),
    take_back=all_of(
        sql_with(
            "cell0-url",
            f"UPDATE nova_api.cell_mappings SET database_connection = @was WHERE uuid = '{CELL0}';",
        ),
        restart("controller", "nova-api", "nova-scheduler", "nova-conductor"),
    ),
)
