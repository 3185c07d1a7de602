"""MariaDB is read-only.

As after a failover that nobody ended: reads are well, every write ends in an error.
"""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, sql
from ..breaking.model import Break

BREAK = Break(
    name="mariadb-read-only",
    title="MariaDB read-only",
    source="issue 9",
    first=r"^db-read-only",
    why=(
        "a server is made read-only on purpose, by a person or a cluster manager: who did it says "
        "when it ends"
    ),
    confirm=SERVICES_UP,
    make=sql("SET GLOBAL read_only = 1;"),
    take_back=sql("SET GLOBAL read_only = 0;"),
    settle=20.0,
)
