"""neutron-rpc-server and an agent stopped: all agents look dead, for nobody hears them."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="rpc-server-and-l3-stopped",
    title="neutron-rpc-server and the L3 agent stopped",
    needs=(LINUX_BRIDGE,),
    source="BROKEN 8",
    first=r"^unit-inactive controller/neutron-rpc-server",
    under=(
        r"^agent-dead compute1/neutron-linuxbridge-agent",
        r"^agent-dead controller/neutron-dhcp-agent",
    ),
    beside=(r"^unit-inactive controller/neutron-l3-agent",),
    never=(
        r"restart-service compute1/neutron-linuxbridge-agent",
        r"restart-service controller/neutron-dhcp-agent",
    ),
    mended_by="restart-service controller/neutron-rpc-server",
    confirm=Confirm(
        "openstack network agent list -f value -c Binary -c Alive", r"True neutron-dhcp-agent"
    ),
    make=stop("controller", "neutron-rpc-server", "neutron-l3-agent"),
    take_back=start("controller", "neutron-rpc-server", "neutron-l3-agent"),
    leaves=True,
    settle=85.0,
)
