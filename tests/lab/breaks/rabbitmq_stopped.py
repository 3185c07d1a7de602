"""RabbitMQ stopped: no service hears of another."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="rabbitmq-stopped",
    title="RabbitMQ stopped",
    source="BROKEN 4",
    # In the stand-in's container it does not hear its engine: it is killed after a minute.
    first=r"^unit-(inactive|failed) controller/rabbitmq-server",
    mended_by="restart-service controller/rabbitmq-server",
    confirm=SERVICES_UP,
    make=stop("controller", "rabbitmq-server"),
    take_back=start("controller", "rabbitmq-server"),
)
