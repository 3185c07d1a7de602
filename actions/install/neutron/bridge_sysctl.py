"""What goes through bridges goes through iptables, after every boot (NEUT-NK-19)."""

from __future__ import annotations

from actions.deployments.parts import BRIDGE
from actions.facts.hosts import host_status
from actions.install.hosts import vswitch
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = "/etc/sysctl.d/99-stackmend-neutron.conf"
_TEXT = """\
# Written by stackmend: security groups of the Linux bridge agent are iptables rules on bridges.
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
"""


def text(situation: Situation, _host: Host, _now: str | None) -> Text | None:
    """Two switches; Open vSwitch's own firewall needs none."""
    return None if vswitch(situation) else Text.of(_TEXT)


STEP = small_file_step(
    "bridge-sysctl",
    "Bridges pass their frames to iptables after a boot",
    BRIDGE,
    PATH,
    text,
    needs=(host_status.PROBE,),
    deviation="nothing, and a distribution may turn them off: security groups then let everything "
    "through.",
)
