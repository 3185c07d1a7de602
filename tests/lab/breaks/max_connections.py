"""MariaDB takes no more connections: whoever is connected works on."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, restart, sql
from ..breaking.model import Break

BREAK = Break(
    name="max-connections",
    title="MariaDB's max_connections reached",
    source="shared/cases too-many-connections",
    first=r"^db-connections",
    never=(r"is mapped to", r"remap-cell", r"lets nobody in"),
    why=(
        "whether more connections are right, or fewer workers, is a person's to say: the finding "
        "has both numbers and the line"
    ),
    confirm=SERVICES_UP,
    make=sql("SET GLOBAL max_connections = 10;"),
    # Not even root gets in: the one connection to spare is taken, too.
    take_back=restart("controller", "mariadb"),
)
