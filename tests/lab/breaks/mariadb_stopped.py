"""MariaDB stopped: every API answers errors."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="mariadb-stopped",
    title="MariaDB stopped",
    source="BROKEN 3",
    # mysqld_safe does not hear kolla's engine: it is killed after a minute, and its unit has failed.
    first=r"^unit-(inactive|failed) controller/mariadb",
    never=(
        r"is mapped to",
        r"remap-cell",
    ),
    mended_by="restart-service controller/mariadb",
    confirm=SERVICES_UP,
    make=stop("controller", "mariadb"),
    take_back=start("controller", "mariadb"),
    ci=True,
)
