"""The chassis chosen for a router is gone: nobody takes the port until one alive is chosen."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import GATEWAY_TAKEN, all_of, on
from ..breaking.model import Break
from .ovn_router_without_gateway import CLEAR, PORT

BREAK = Break(
    name="ovn-gateway-gone",
    title="a router whose only gateway chassis is gone",
    needs=(OVN,),
    source="issue 10",
    first=r"^gateway-unserved ",
    mended_by="reschedule-gateway",
    confirm=GATEWAY_TAKEN,
    make=all_of(CLEAR, on("controller", f"ovn-nbctl lrp-set-gateway-chassis $({PORT}) gone1 9")),
    take_back=on("controller", f"ovn-nbctl lrp-del-gateway-chassis $({PORT}) gone1"),
    leaves=True,
)
