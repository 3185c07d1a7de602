"""Nova-scheduler stopped."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="scheduler-stopped",
    title="nova-scheduler stopped",
    source="issue 9",
    first=r"^unit-inactive controller/nova-scheduler",
    never=(r"message queue does not reach",),
    mended_by="restart-service controller/nova-scheduler",
    confirm=SERVICES_UP,
    make=stop("controller", "nova-scheduler"),
    take_back=start("controller", "nova-scheduler"),
)
