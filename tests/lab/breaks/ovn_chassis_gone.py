"""The row of a chassis whose host is gone for good: neutron lists its agent as dead, for ever."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import chassis, chassis_gone
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="ovn-chassis-gone",
    title="the chassis of a host that is gone",
    needs=(OVN,),
    source="issue 10",
    first=r"^agent-dead gone1/ovn-controller",
    mended_by="delete-stale-service",
    confirm=Confirm("ovn-sbctl --bare --columns=name list Chassis_Private | grep -c gone1", "^0$"),
    make=chassis("gone1", "gone1"),
    take_back=chassis_gone("gone1"),
)
