"""ovn-controller frozen: its chassis and its ports stay, and neutron goes on saying alive."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import OVN_UP, all_of, freeze, instance_runs, thaw
from ..breaking.model import Break
from ..place import INSTANCE

BREAK = Break(
    name="ovn-controller-frozen",
    title="ovn-controller of a compute host frozen (SIGSTOP), ports bound to its chassis",
    needs=(INSTANCE, OVN),
    source="issue 10",
    first=r"^(chassis-disconnected|chassis-silent) compute1/ovn-controller",
    under=(r"^ports-unserved ",),
    mended_by="restart-service compute1/ovn-controller",
    confirm=OVN_UP,
    make=all_of(instance_runs, freeze("compute1", "ovn-controller")),
    take_back=thaw("compute1", "ovn-controller"),
    settle=88.0,
)
