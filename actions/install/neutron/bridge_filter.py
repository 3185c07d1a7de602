"""What goes through bridges goes through iptables, now (NEUT-NK-19)."""

from __future__ import annotations

from collections.abc import Iterator

from actions.deployments.parts import BRIDGE
from actions.facts.hosts import bridge_netfilter, host_status
from actions.install.hosts import hosts_of, vswitch
from actions.install.neutron import bridge_sysctl
from actions.install.step import deciding, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.site import Host


def plan(situation: Situation) -> Decision:
    """Load the module and set the switches where they are not so."""
    if vswitch(situation):
        return already("Open vSwitch has a firewall of its own")
    hosts = hosts_of(situation, BRIDGE)
    commands = [command for host in hosts for command in _commands(situation, host)]
    if not commands:
        names = [host.name for host in hosts]
        return already(f"iptables sees bridged frames on {', '.join(names)}", names)
    return do(*commands, why="iptables does not see what goes through bridges")


def _commands(situation: Situation, host: Host) -> Iterator[Shell]:
    found = require(situation, bridge_netfilter.PROBE, host.name)
    if not found.present:
        yield Shell(host.name, f"modprobe {bridge_netfilter.MODULE}")
    if not (found.ipv4 and found.ipv6):
        yield Shell(host.name, f"sysctl -q -p {bridge_sysctl.PATH}")


STEP = deciding(
    "bridge-filter",
    "Bridges pass their frames to iptables",
    (bridge_netfilter.PROBE, host_status.PROBE),
    plan,
    parallel=True,
)
