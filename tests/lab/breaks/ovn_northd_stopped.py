"""northd stopped: what neutron wants is written, and comes to no host."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import NORTHD_ACTIVE, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="ovn-northd-stopped",
    title="northd stopped",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive controller/ovn-northd",
    mended_by="restart-service controller/ovn-northd",
    confirm=NORTHD_ACTIVE,
    make=stop("controller", "ovn-northd"),
    take_back=start("controller", "ovn-northd"),
)
