"""nova's database account lost what it may do in its database: 1044, with the right password."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, local_nova, sql
from ..breaking.model import Break

BREAK = Break(
    name="grant-revoked",
    title="nova's database grants revoked",
    source="BREAKAGES 6",
    first=r"^db-account .*nova",
    never=(r"is mapped to", r"remap-cell"),
    why="what was taken away may have been meant; the finding has the line that gives it back",
    confirm=SERVICES_UP,
    make=sql(
        "REVOKE ALL ON nova.* FROM '{nova_db_user}'@'%';" + local_nova("REVOKE ALL ON nova.* FROM")
    ),
    take_back=sql(
        "GRANT ALL ON nova.* TO '{nova_db_user}'@'%';" + local_nova("GRANT ALL ON nova.* TO")
    ),
)
