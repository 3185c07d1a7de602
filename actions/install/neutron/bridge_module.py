"""br_netfilter is loaded at boot, where the kernel has it as a module (NEUT-NK-19)."""

from __future__ import annotations

from actions.deployments.parts import BRIDGE
from actions.facts.hosts import bridge_netfilter, host_status
from actions.install.hosts import vswitch
from actions.install.step import require
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = "/etc/modules-load.d/stackmend-neutron.conf"


def text(situation: Situation, host: Host, _now: str | None) -> Text | None:
    """One line; Open vSwitch's own firewall needs nothing of it."""
    built_in = require(situation, bridge_netfilter.PROBE, host.name).built_in
    if vswitch(situation) or built_in:
        return None
    return Text.of(f"{bridge_netfilter.MODULE}\n")


STEP = small_file_step(
    "bridge-module",
    "br_netfilter is loaded at boot",
    BRIDGE,
    PATH,
    text,
    needs=(bridge_netfilter.PROBE, host_status.PROBE),
    deviation="nothing. Without br_netfilter security groups let everything through: Ubuntu's unit "
    "loads it, Debian's does not.",
)
