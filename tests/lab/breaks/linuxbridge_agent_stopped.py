"""The Linux bridge agent of a compute host stopped."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from ..breaking.hands import AGENTS_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="linuxbridge-agent-stopped",
    title="the Linux bridge agent of a compute host stopped",
    needs=(LINUX_BRIDGE,),
    source="BROKEN 7",
    first=r"^unit-inactive compute1/neutron-linuxbridge-agent",
    under=(r"^agent-dead compute1/neutron-linuxbridge-agent",),
    mended_by="restart-service compute1/neutron-linuxbridge-agent",
    confirm=AGENTS_UP,
    make=stop("compute1", "neutron-linuxbridge-agent"),
    take_back=start("compute1", "neutron-linuxbridge-agent"),
    settle=88.0,
)
