"""nova-conductor stopped: compute hosts cannot write their heartbeats, and look dead."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="conductor-stopped",
    title="nova-conductor stopped",
    source="BROKEN 6",
    first=r"^unit-inactive controller/nova-conductor",
    under=(
        r"^service-down controller/nova-conductor",
        r"^service-down compute1/nova-compute",
    ),
    never=(
        r"restart-service compute1/nova-compute",
        r"message queue does not reach",
    ),
    mended_by="restart-service controller/nova-conductor",
    confirm=SERVICES_UP,
    make=stop("controller", "nova-conductor"),
    take_back=start("controller", "nova-conductor"),
    settle=88.0,
    ci=True,
)
