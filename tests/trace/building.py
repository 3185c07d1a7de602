"""A small cloud in which the path of one instance is whole, and what a test has otherwise in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.facts.neutron import (
    agent_wiring,
    dhcp_networks,
    floating_ips,
    instance_ports,
    l3_routers,
    network_agents,
    networks,
    ports,
    routers,
    security_groups,
    subnet_options,
)
from actions.facts.neutron.agent_wiring import Wiring
from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.ports import Ports
from actions.facts.neutron.routers import Router
from actions.facts.neutron.security_groups import Rule, SecurityGroup
from actions.facts.neutron.subnet_options import SubnetOptions
from actions.facts.nova import instances
from actions.facts.nova.instances import Instance
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.site import Site

NOW = 1_767_000_000.0
WEB = Instance("i1", "web-1", "ACTIVE", "compute1")
PORT = InstancePort(
    "21461530-cb85", "i1", "8d984342-15a0", "fa:16:3e:21:46:15", ("10.1.0.7",), "ACTIVE", True,
    "compute1", "bridge", True, ("g1",),
)  # fmt: skip
APPS = Network("8d984342-15a0", "apps", "ACTIVE", True, False, False, 1450, "vxlan", "", 214)
PUBLIC = Network("n1", "public", "ACTIVE", True, True, True, 1500, "flat", "provider", None)
SUBNET = SubnetOptions("s1", APPS.id, True, "10.1.0.1")
GROUP = SecurityGroup(
    "g1", "default", (Rule(4, "", None, "g1"), Rule(4, "tcp", (20, 30), ""), Rule(4, "icmp", None, ""))
)
EDGE = Router("r1", "edge", "ACTIVE", True, "n1", ("203.0.113.12",))
FLOATING = FloatingIp("203.0.113.20", "10.1.0.7", "n1", "r1", PORT.id, "ACTIVE")


def agent(
    id_: str, kind: str, host: str, alive: bool = True, admin_up: bool = True, silent: float = 5
) -> Agent:
    """An agent; one that is not alive has been silent for a while."""
    return Agent(id_, f"{kind} agent", "", host, alive, admin_up, NOW - (silent if alive else 840))


LINUX = agent("lb1", "Linux bridge", "compute1")
FAR = agent("lb2", "Linux bridge", "network1")
DHCP = agent("d1", "DHCP", "network1")
L3 = agent("l1", "L3", "network1")
WIRED = Wiring("10.0.0.31", ("vxlan",), {"provider": "ens4"})
FAR_WIRED = Wiring("10.0.0.21", ("vxlan",), {"provider": "ens4"})

WHOLE: Mapping[Probe[Any], Mapping[str, Any]] = {
    agent_wiring.PROBE: {"": {"lb1": WIRED, "lb2": FAR_WIRED}},
    dhcp_networks.PROBE: {"d1": frozenset({APPS.id})},
    floating_ips.PROBE: {"": (FLOATING,)},
    instance_ports.PROBE: {"0": (PORT,)},
    instances.PROBE: {"": (WEB,)},
    l3_routers.PROBE: {"l1": frozenset({"r1"})},
    network_agents.PROBE: {"": (LINUX, FAR, DHCP, L3)},
    networks.PROBE: {"": (APPS, PUBLIC)},
    ports.PROBE: {"": Ports({}, {"r1": ("network1",)}, {APPS.id: ("r1",)})},
    routers.PROBE: {"": (EDGE,)},
    security_groups.PROBE: {"0": (GROUP,)},
    subnet_options.PROBE: {"": (SUBNET,)},
}


def build(other: Mapping[Probe[Any], Mapping[str, Any]]) -> Snapshot:
    """The whole cloud with other facts of some probes; without subjects, nobody looked."""
    facts = {probe.name: found for probe, found in {**WHOLE, **other}.items()}
    readings = {
        name: {subject: Reading(fact, NOW, tried=NOW) for subject, fact in found.items()}
        for name, found in facts.items()
    }
    return Snapshot(Site("lab"), NOW, readings)
