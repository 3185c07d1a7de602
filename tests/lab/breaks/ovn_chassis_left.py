"""A host was installed anew and has another system-id: its old chassis stays, with tunnels to it."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import chassis, chassis_gone
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="ovn-chassis-left",
    title="the old chassis of a host that was installed anew",
    needs=(OVN,),
    source="issue 10",
    first=r"^chassis-stale old1",
    mended_by="delete-chassis old1",
    confirm=Confirm("ovn-sbctl --bare --columns=name list Chassis_Private | grep -c old1", "^0$"),
    make=chassis("old1", "compute1", "$(( $(ovn-sbctl get sb_global . nb_cfg) - 1 ))"),
    take_back=chassis_gone("old1"),
)
