"""No chassis is chosen for a router's external port: neutron says ACTIVE, floating IPs are silent."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import GATEWAY_TAKEN, on
from ..breaking.model import Break

_EXTERNAL = 'external_ids:"neutron:is_ext_gw"="True"'
PORT = f"ovn-nbctl --bare --columns=name find Logical_Router_Port '{_EXTERNAL}'"
CLEAR = on(
    "controller",
    f"ovn-nbctl clear Logical_Router_Port $({PORT}) gateway_chassis ha_chassis_group",
)

BREAK = Break(
    name="ovn-router-without-gateway",
    title="a router without a gateway chassis",
    needs=(OVN,),
    source="issue 10",
    first=r"^gateway-unserved ",
    mended_by="reschedule-gateway",
    confirm=GATEWAY_TAKEN,
    make=CLEAR,
    take_back=on(
        "controller",
        f"ovn-nbctl lrp-set-gateway-chassis $({PORT}) "
        "$(ovn-sbctl --bare --columns=name find chassis hostname=controller) 9",
    ),
)
