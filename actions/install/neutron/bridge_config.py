"""The agent that plugs ports: its tunnels, its physical network, its firewall (NEUT-N-01)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import BRIDGE
from actions.deployments.services import NEUTRON_LINUXBRIDGE_AGENT, NEUTRON_OPENVSWITCH_AGENT
from actions.facts.hosts import host_status, interfaces, provider_port
from actions.formats.config_edit import Key
from actions.install.hosts import vswitch
from actions.install.neutron import choices, neutron_packages
from actions.install.neutron.provider import provider_interface
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

LINUX_BRIDGE = PACKAGES.own_conf(NEUTRON_LINUXBRIDGE_AGENT)
OPEN_VSWITCH = PACKAGES.own_conf(NEUTRON_OPENVSWITCH_AGENT)


def files(situation: Situation, host: Host) -> Files:
    """The file of the agent that the site chose."""
    chosen = choices.read(situation.site)
    local = choices.overlay_address(situation.site, host.name)
    interface = provider_interface(situation, host)
    if vswitch(situation):
        behind = provider_port.BRIDGE if interface else ""
        return {OPEN_VSWITCH: _open_vswitch(chosen, local, behind)}
    return {LINUX_BRIDGE: _linux_bridge(chosen, local, interface)}


def _mapping(chosen: choices.Choices, behind: str) -> str | None:
    return f"{chosen.provider_network}:{behind}" if behind else None


def _linux_bridge(chosen: choices.Choices, local: str, interface: str) -> tuple[Key, ...]:
    return (
        Key("linux_bridge", "physical_interface_mappings", _mapping(chosen, interface)),
        *keys("vxlan", enable_vxlan="true", local_ip=local, l2_population="true"),
        *keys("securitygroup", enable_security_group="true", firewall_driver="iptables"),
    )


def _open_vswitch(chosen: choices.Choices, local: str, bridge: str) -> tuple[Key, ...]:
    return (
        # Debian's own mapping leads to a bridge that is not there: the agent would end at once.
        Key("ovs", "bridge_mappings", _mapping(chosen, bridge)),
        Key("ovs", "datapath_type", chosen.datapath if chosen.datapath != choices.SYSTEM else None),
        *keys("ovs", local_ip=local),
        *keys("agent", tunnel_types="vxlan", l2_population="true"),
        *keys("securitygroup", enable_security_group="true", firewall_driver="openvswitch"),
    )


CONFIGURATION = Configuration(
    "bridge-config",
    "The agent that plugs ports, on network and compute hosts",
    BRIDGE,
    files,
    (neutron_packages.STEP.name,),
    (host_status.PROBE, interfaces.PROBE),
)
STEP = CONFIGURATION.step(
    "`enable_vxlan = True # use True` and `local_ip = … # …`: comments behind values become part of "
    "them, and the agent ends (T-CFG-01). No [securitygroup]. One local_ip for all hosts, where each "
    "must have its own."
)
