"""The southbound database stopped: chassis keep what they have wired, and hear of nothing new."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import OVN_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="ovn-southbound-stopped",
    title="OVN's southbound database stopped",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive controller/ovn-ovsdb-server-sb",
    under=(r"^chassis-disconnected compute1/ovn-controller",),
    never=(r"\[(restart|bounce)-service \S+/ovn-(controller|northd)",),
    mended_by="restart-service controller/ovn-ovsdb-server-sb",
    confirm=OVN_UP,
    make=stop("controller", "ovn-ovsdb-server-sb"),
    take_back=start("controller", "ovn-ovsdb-server-sb", "ovn-northd"),
    settle=30.0,
)
