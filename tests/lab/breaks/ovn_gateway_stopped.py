"""ovn-controller stopped on the only gateway: every router's way outside is gone."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import GATEWAY_TAKEN, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="ovn-gateway-stopped",
    title="ovn-controller of the only gateway stopped",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive controller/ovn-controller",
    under=(r"^gateway-unserved ",),
    mended_by="restart-service controller/ovn-controller",
    confirm=GATEWAY_TAKEN,
    make=stop("controller", "ovn-controller"),
    take_back=start("controller", "ovn-controller"),
)
