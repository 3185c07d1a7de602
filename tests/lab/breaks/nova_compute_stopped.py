"""Nova-compute stopped."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="nova-compute-stopped",
    title="nova-compute stopped",
    source="BREAKAGES 16",
    first=r"^unit-inactive compute1/nova-compute",
    never=(r"message queue does not reach",),
    mended_by="restart-service compute1/nova-compute",
    confirm=SERVICES_UP,
    make=stop("compute1", "nova-compute"),
    take_back=start("compute1", "nova-compute"),
)
