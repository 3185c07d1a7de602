"""OVN's metadata agent of a compute host stopped: its instances get no metadata."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import AGENTS_ALIVE, start, stop
from ..breaking.model import Break

BREAK = Break(
    name="ovn-metadata-agent-stopped",
    title="OVN's metadata agent of a compute host stopped",
    needs=(OVN,),
    source="issue 10",
    first=r"^unit-inactive compute1/neutron-ovn-metadata-agent",
    mended_by="restart-service compute1/neutron-ovn-metadata-agent",
    confirm=AGENTS_ALIVE,
    make=stop("compute1", "neutron-ovn-metadata-agent"),
    take_back=start("compute1", "neutron-ovn-metadata-agent"),
)
