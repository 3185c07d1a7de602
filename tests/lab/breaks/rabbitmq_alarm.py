"""RabbitMQ has an alarm: it takes no more messages, and says so to nobody."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, rabbitmqctl
from ..breaking.model import Break

BREAK = Break(
    name="rabbitmq-alarm",
    title="RabbitMQ's memory alarm: publishers are blocked",
    source="issue 9",
    first=r"^broker-alarm",
    why=(
        "it wants memory (or, for its other alarm, disk): a person sees what holds it, and what "
        "limit is right"
    ),
    confirm=SERVICES_UP,
    make=rabbitmqctl("set_vm_memory_high_watermark 0.00001"),
    take_back=rabbitmqctl("set_vm_memory_high_watermark 0.4"),
    settle=88.0,
    soon=False,
)
