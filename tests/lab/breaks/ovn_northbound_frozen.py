"""The northbound database frozen: systemd says active, and neutron's API waits for it."""

from __future__ import annotations

from actions.deployments.parts import OVN

from ..breaking.hands import AGENTS_ALIVE, freeze, thaw
from ..breaking.model import Break

BREAK = Break(
    name="ovn-northbound-frozen",
    title="OVN's northbound database frozen (SIGSTOP)",
    needs=(OVN,),
    source="issue 10",
    first=r"^ovn-database controller/ovn-nb-db",
    never=(r"\[(restart|bounce)-service controller/neutron-api",),
    mended_by="bounce-service controller/ovn-ovsdb-server-nb",
    confirm=AGENTS_ALIVE,
    make=freeze("controller", "ovn-ovsdb-server-nb"),
    take_back=thaw("controller", "ovn-ovsdb-server-nb"),
)
