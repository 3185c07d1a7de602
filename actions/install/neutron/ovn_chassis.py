"""Each network and compute host is one of OVN's chassis: where its tunnels end, and what it is for."""

from __future__ import annotations

from actions.deployments.ovn import INTEGRATION
from actions.deployments.parts import OVN
from actions.facts.hosts import host_status, interfaces, provider_port
from actions.facts.ovn import ovn_settings
from actions.facts.ovn.ovn_settings import OvnSettings
from actions.install.hosts import hosts_of, network_hosts
from actions.install.neutron import choices, neutron_packages, ovn_central_units
from actions.install.neutron.provider import provider_interface
from actions.install.step import deciding, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.site import Host

DATABASE, _LISTENS = "tcp:127.0.0.1:6640", "ptcp:6640:127.0.0.1"
"""Open vSwitch's own database as nova-compute, which is not root, looks for it, and its answer."""


def wanted(situation: Situation, host: Host) -> dict[str, str]:
    """What ovn-controller reads of Open vSwitch's database; raises `Blocked` and `SettingsError`.

    Not its name (system-id): Debian's Open vSwitch sets that anew at each start. But the host's, which
    must be what nova calls it: Open vSwitch itself takes the one with the domain.
    """
    chosen = choices.read(situation.site)
    keys = {
        "hostname": require(situation, host_status.PROBE, host.name).hostname,
        "ovn-encap-ip": choices.overlay_address(situation.site, host.name),
        "ovn-encap-type": "geneve",
        "ovn-remote": ovn_central_units.southbound(situation),
    }
    if chosen.datapath != choices.SYSTEM:
        keys["ovn-bridge-datapath-type"] = chosen.datapath
    if provider_interface(situation, host):
        keys["ovn-bridge-mappings"] = f"{chosen.provider_network}:{provider_port.BRIDGE}"
    if host in network_hosts(situation.site):
        keys["ovn-cms-options"] = "enable-chassis-as-gw"
    return keys


def plan(situation: Situation) -> Decision:
    """Set what is missing or differs; ovn-controller follows at once."""
    hosts = hosts_of(situation, OVN)
    commands = [command for host in hosts for command in _commands(situation, host)]
    if not hosts:
        return already("no host is to have them")
    if not commands:
        names = [host.name for host in hosts]
        return already(f"they are so on {', '.join(names)}", names)
    return do(*commands, why="settings of OVN's hosts are missing or differ")


def _commands(situation: Situation, host: Host) -> list[Shell]:
    after = (neutron_packages.STEP.name,)
    found = require(situation, ovn_settings.PROBE, host.name, empty=OvnSettings(), after=after)
    keys = wanted(situation, host)
    differ = [
        f"external-ids:{key}={value}" for key, value in keys.items() if found.ids.get(key) != value
    ]
    datapath = keys.get("ovn-bridge-datapath-type")
    commands = []
    if differ:
        show = "ovs-vsctl set open_vswitch ."
        commands.append(Shell(host.name, f"{show} {' '.join(differ)}", items=tuple(differ), show=show))
    if datapath and found.datapath != datapath:
        make = f"ovs-vsctl --may-exist add-br {INTEGRATION} -- set bridge {INTEGRATION} "
        commands.append(Shell(host.name, f"{make}datapath_type={datapath} fail_mode=secure"))
    if "compute" in host.roles and _LISTENS not in found.managers:
        commands.append(Shell(host.name, f"ovs-vsctl set-manager {_LISTENS}"))
    return commands


STEP = deciding(
    "ovn-chassis",
    "OVN's settings on network and compute hosts",
    (host_status.PROBE, interfaces.PROBE, ovn_settings.PROBE),
    plan,
    parallel=True,
    verify_timeout=30,
    deviation="nothing of OVN. Without `ovn-cms-options=enable-chassis-as-gw` on a network host, "
    "Neutron makes routers whose floating IPs are silent, and calls them ACTIVE.",
)
