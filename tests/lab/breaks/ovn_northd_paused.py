"""northd paused by a person who went away: its unit is active, and it passes nothing on."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import NORTHD_ACTIVE, on
from ..breaking.model import Break

BREAK = Break(
    name="ovn-northd-paused",
    title="northd paused, its unit active",
    needs=(OVN,),
    source="issue 10",
    first=r"^northd-idle controller/ovn-northd.*paused",
    mended_by="bounce-service controller/ovn-northd",
    confirm=NORTHD_ACTIVE,
    make=on("controller", "ovn-appctl -t ovn-northd pause"),
    take_back=on("controller", "ovn-appctl -t ovn-northd resume"),
)
