"""The DHCP agent stopped."""

from __future__ import annotations

from actions.deployments.services import NEUTRON_DHCP_AGENT

from ..breaking.hands import AGENTS_UP, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="dhcp-agent-stopped",
    title="the DHCP agent stopped",
    needs=(NEUTRON_DHCP_AGENT,),
    source="BREAKAGES 20",
    first=r"^unit-inactive controller/neutron-dhcp-agent",
    under=(r"^agent-dead controller/neutron-dhcp-agent",),
    mended_by="restart-service controller/neutron-dhcp-agent",
    confirm=AGENTS_UP,
    make=stop("controller", "neutron-dhcp-agent"),
    take_back=start("controller", "neutron-dhcp-agent"),
    settle=88.0,
)
