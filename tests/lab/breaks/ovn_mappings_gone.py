"""ovn-bridge-mappings gone on the only host with the cable to the outside: nothing is logged of it."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import GATEWAY_TAKEN, external_id, external_id_back
from ..breaking.model import Break

BREAK = Break(
    name="ovn-mappings-gone",
    title="ovn-bridge-mappings missing on the gateway",
    needs=(OVN,),
    source="issue 10",
    first=r"^physical-unmapped provider",
    why="which bridge has the cable is a person's to say: the finding has the line to write",
    confirm=GATEWAY_TAKEN,
    make=external_id("controller", "ovn-bridge-mappings", ""),
    take_back=external_id_back("controller", "ovn-bridge-mappings"),
)
