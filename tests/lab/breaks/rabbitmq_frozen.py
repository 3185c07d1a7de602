"""RabbitMQ's processes stand still: its port takes connections, and nobody answers on them."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, freeze, thaw
from ..breaking.model import Break

BREAK = Break(
    name="rabbitmq-frozen",
    title="RabbitMQ frozen (SIGSTOP)",
    source="issue 9",
    first=r"^broker-(login|silent)",
    never=(r"password", r"^unit-inactive"),
    why=(
        "why it stands still has to be seen first (its disk, its memory, a debugger); then "
        "restart-service, or SIGCONT"
    ),
    confirm=SERVICES_UP,
    make=freeze("controller", "rabbitmq-server"),
    take_back=thaw("controller", "rabbitmq-server"),
)
