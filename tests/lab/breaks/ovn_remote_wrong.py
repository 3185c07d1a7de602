"""One host asks for the southbound database at a port where nobody is: what is wired goes on."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import OVN_UP, external_id, external_id_back
from ..breaking.model import Break

BREAK = Break(
    name="ovn-remote-wrong",
    title="the southbound database not reached from one host (ovn-remote)",
    needs=(OVN,),
    source="issue 10",
    first=r"^chassis-disconnected compute1/ovn-controller.*:6649",
    never=(r"\[restart-service compute1/ovn-controller",),
    why="where that database is, is a person's to say: the finding has the address that is asked",
    confirm=OVN_UP,
    make=external_id("compute1", "ovn-remote", "tcp:controller:6649"),
    take_back=external_id_back("compute1", "ovn-remote"),
    settle=30.0,
)
