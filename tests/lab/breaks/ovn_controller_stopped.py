"""ovn-controller stopped on a compute host: it takes its chassis with it, and nobody lists it."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import OVN_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="ovn-controller-stopped",
    title="ovn-controller of a compute host stopped: its chassis is gone from every list",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive compute1/ovn-controller",
    under=(r"^ports-unserved compute1",),
    mended_by="restart-service compute1/ovn-controller",
    confirm=OVN_UP,
    make=stop("compute1", "ovn-controller"),
    take_back=start("compute1", "ovn-controller"),
)
