"""ovn-controller frozen: its chassis and its ports stay, and neutron goes on saying alive."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import OVN_UP, freeze, thaw
from ..breaking.model import Break

BREAK = Break(
    name="ovn-controller-frozen",
    title="ovn-controller of a compute host frozen (SIGSTOP), ports bound to its chassis",
    needs=(OVN,),
    source="issue 10",
    first=r"^(chassis-disconnected|chassis-silent) compute1/ovn-controller",
    under=(r"^ports-unserved ",),
    mended_by="restart-service compute1/ovn-controller",
    confirm=OVN_UP,
    make=freeze("compute1", "ovn-controller"),
    take_back=thaw("compute1", "ovn-controller"),
    settle=88.0,
)
