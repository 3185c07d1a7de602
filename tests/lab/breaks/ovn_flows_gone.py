"""The integration bridge of a compute host has no flows: no packet passes, all agents are alive."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import on, restart
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="ovn-flows-gone",
    title="no flows in the integration bridge of a compute host",
    needs=(OVN,),
    source="issue 10",
    first=r"^chassis-wiring compute1",
    mended_by="bounce-service compute1/ovn-controller",
    confirm=Confirm("ovs-ofctl dump-aggregate br-int", r"flow_count=\d{3,}", host="compute1"),
    make=on("compute1", "ovs-ofctl del-flows br-int"),
    take_back=restart("compute1", "ovn-controller"),
)
