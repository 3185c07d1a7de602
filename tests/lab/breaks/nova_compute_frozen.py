"""nova-compute stands still: its unit is active, and it reports no more."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, freeze, thaw
from ..breaking.model import Break

BREAK = Break(
    name="nova-compute-frozen",
    title="nova-compute frozen (SIGSTOP)",
    source="BREAKAGES 3",
    first=r"^service-down compute1/nova-compute",
    never=(r"message queue does not reach", r"was stopped, or never started"),
    mended_by="restart-service compute1/nova-compute",
    confirm=SERVICES_UP,
    make=freeze("compute1", "nova-compute"),
    take_back=thaw("compute1", "nova-compute"),
    settle=88.0,
    soon=False,
)
