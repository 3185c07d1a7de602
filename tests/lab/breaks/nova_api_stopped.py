"""Nova-api stopped."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="nova-api-stopped",
    title="nova-api stopped",
    source="issue 9",
    first=r"^unit-inactive controller/nova-api",
    under=(r"^(endpoint-down|api-errors) ",),
    mended_by="restart-service controller/nova-api",
    confirm=SERVICES_UP,
    make=stop("controller", "nova-api"),
    take_back=start("controller", "nova-api"),
)
