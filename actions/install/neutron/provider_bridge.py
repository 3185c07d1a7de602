"""Open vSwitch's bridge that has the provider interface as a port."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import VSWITCH
from actions.facts.hosts import host_status, interfaces, provider_port
from actions.facts.hosts.provider_port import BRIDGE, ProviderPort
from actions.install.hosts import hosts_of, mechanism, vswitch
from actions.install.neutron import choices, neutron_packages, vswitch_units
from actions.install.neutron.provider import provider_interface
from actions.install.step import Blocked, deciding, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.site import Host


def plan(situation: Situation) -> Decision:
    """Make the bridge on the hosts with that interface; it outlasts reboots in its own database."""
    chosen = choices.read(situation.site)
    if not vswitch(situation):
        return already(f"the mechanism is {mechanism(situation)}: its agent makes the bridge")
    hosts = [h for h in hosts_of(situation, VSWITCH) if provider_interface(situation, h)]
    missing = [host for host in hosts if not _plugged(situation, host, chosen)]
    if not missing:
        names = [host.name for host in hosts]
        where = ", ".join(names) or "no host"
        return already(f"{chosen.provider_interface} is a port of {BRIDGE} on {where}", names)
    commands = [command for host in missing for command in _make(host.name, chosen)]
    return do(*commands, why=f"{chosen.provider_interface} is no port of {BRIDGE}")


def _plugged(situation: Situation, host: Host, chosen: choices.Choices) -> bool:
    after = (neutron_packages.STEP.name,)
    found = require(situation, provider_port.PROBE, host.name, empty=ProviderPort(), after=after)
    written = (found.bridge, found.datapath) == (BRIDGE, chosen.datapath)
    if written and not found.plugged and vswitch_units.STEP.name not in situation.pending:
        raise Blocked(
            f"{chosen.provider_interface} of {host.name} is a port of {BRIDGE} in Open vSwitch's "
            f"database, and its {chosen.datapath} datapath could not make it one: "
            f"{PACKAGES.logs[VSWITCH]} of {host.name} says why.",
            host.name,
        )
    return written


def _make(host: str, chosen: choices.Choices) -> tuple[Shell, ...]:
    make = f"ovs-vsctl --may-exist add-br {BRIDGE} -- set bridge {BRIDGE} "
    return (
        Shell(host, f"{make}datapath_type={chosen.datapath}"),
        Shell(host, f"ovs-vsctl --may-exist add-port {BRIDGE} {chosen.provider_interface}"),
        Shell(host, f"ip link set {chosen.provider_interface} up"),
    )


STEP = deciding(
    "provider-bridge",
    "The provider interface is a port of Open vSwitch's bridge",
    (host_status.PROBE, interfaces.PROBE, provider_port.PROBE),
    plan,
    parallel=True,
    deviation="nothing of Open vSwitch. Its agent makes no bridge of its own for a physical network.",
)
