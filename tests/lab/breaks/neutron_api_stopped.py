"""Neutron-api stopped."""

from __future__ import annotations

from actions.deployments.parts import NEUTRON

from ..breaking.hands import AGENTS_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="neutron-api-stopped",
    title="neutron-api stopped",
    needs=(NEUTRON,),
    source="issue 9",
    first=r"^unit-inactive controller/neutron-api",
    under=(r"^(endpoint-down|api-errors) ",),
    mended_by="restart-service controller/neutron-api",
    confirm=AGENTS_UP,
    make=stop("controller", "neutron-api"),
    take_back=start("controller", "neutron-api"),
)
