"""MariaDB's process stands still: its port takes connections, and nobody answers on them."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, freeze, thaw
from ..breaking.model import Break

BREAK = Break(
    name="mariadb-frozen",
    title="MariaDB frozen (SIGSTOP)",
    source="issue 9",
    first=r"^db-silent",
    never=(r"is mapped to", r"remap-cell", r"password"),
    why=(
        "why it stands still has to be seen first (its disk, its memory, a debugger); then "
        "restart-service, or SIGCONT"
    ),
    confirm=SERVICES_UP,
    make=freeze("controller", "mariadb"),
    take_back=thaw("controller", "mariadb"),
)
