"""All facts that a path is made of, by what they are looked up by; made once for many paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from actions.checks._support.wording import age
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
    wire,
)
from actions.facts.neutron.agent_wiring import KINDS, Wiring
from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from actions.facts.neutron.security_groups import SecurityGroup
from actions.facts.neutron.subnet_options import SubnetOptions
from actions.facts.neutron.wire import Wire
from actions.facts.nova import instances
from actions.facts.nova.instances import Instance
from actions.facts.ovn import ovn_ports
from actions.formats.host_name import short_name
from actions.model.fact import Probe, Snapshot
from actions.trace.bindings import Bindings
from actions.trace.ovn_view import NEEDS as OVN_NEEDS
from actions.trace.ovn_view import OvnView

NEEDS: tuple[Probe[Any], ...] = (
    agent_wiring.PROBE,
    dhcp_networks.PROBE,
    floating_ips.PROBE,
    instance_ports.PROBE,
    instances.PROBE,
    l3_routers.PROBE,
    network_agents.PROBE,
    networks.PROBE,
    ports.PROBE,
    routers.PROBE,
    security_groups.PROBE,
    subnet_options.PROBE,
    *OVN_NEEDS,
)
"""What `Topology.at` reads."""

SEEN: tuple[Probe[Any], ...] = (ovn_ports.PROBE, wire.PROBE)
"""What it reads too where somebody asked the hosts: for a path alone, not for a pane of hundreds."""

_One = TypeVar("_One", InstancePort, SubnetOptions)


@dataclass(frozen=True, eq=False)
class Topology:
    """A mapping is None where nobody has looked, and empty where there is nothing."""

    now: float
    """When the agents were looked at."""
    instances: tuple[Instance, ...]
    ports: Mapping[str, list[InstancePort]] | None
    """By instance."""
    networks: Mapping[str, Network]
    subnets: Mapping[str, list[SubnetOptions]] | None
    """By network."""
    groups: Mapping[str, SecurityGroup]
    agents: tuple[Agent, ...] | None
    pluggers: Mapping[str, Agent]
    """By host: the agent that plugs ports into its bridge; of two, the one that is alive."""
    wiring: Mapping[str, Wiring] | None
    """By agent."""
    dhcp: Bindings
    l3: Bindings
    routers: Mapping[str, Router]
    inside: Mapping[str, tuple[str, ...]] | None
    """Routers by the networks that they join."""
    floating: Mapping[str, FloatingIp] | None
    """By port."""
    wire: Mapping[str, Wire] = field(default_factory=dict)
    """By host, as neutron calls it: what was seen there."""
    ovn: OvnView = field(default_factory=OvnView)
    """What OVN's own databases say."""

    @classmethod
    @lru_cache(maxsize=2)
    def at(cls, snapshot: Snapshot) -> Topology:
        """The facts at hand; rows and details ask for them of one snapshot."""
        agents = snapshot.get(network_agents.PROBE)
        counted = snapshot.get(ports.PROBE)
        found = snapshot.get(instances.PROBE) or ()
        known = snapshot.each(instance_ports.PROBE)
        groups = snapshot.each(security_groups.PROBE).values()
        subnets = snapshot.get(subnet_options.PROBE)
        floating = snapshot.get(floating_ips.PROBE)
        return cls(
            now=snapshot.reading(network_agents.PROBE).at,
            instances=found,
            ports=_grouped((p for some in known.values() for p in some), "instance") if known else None,
            networks={one.id: one for one in snapshot.get(networks.PROBE) or ()},
            subnets=None if subnets is None else _grouped(subnets, "network"),
            groups={group.id: group for some in groups for group in some},
            agents=agents,
            pluggers={
                a.host: a for a in sorted(agents or (), key=lambda a: a.alive) if a.type in KINDS
            },
            wiring=snapshot.get(agent_wiring.PROBE),
            dhcp=Bindings.dhcp(snapshot),
            l3=Bindings.l3(snapshot),
            routers={one.id: one for one in snapshot.get(routers.PROBE) or ()},
            inside=counted.inside if counted else None,
            floating=None if floating is None else {f.port: f for f in floating if f.port},
            ovn=OvnView.at(snapshot),
            wire=_wires(snapshot, agents or (), (p for some in known.values() for p in some)),
        )

    def alike(self, host: str) -> str:
        """Another name under which neutron knows a plugging agent of that host; or nothing."""
        own = short_name(host)
        return next((name for name in sorted(self.pluggers) if short_name(name) == own), "")

    def silence(self, agent: Agent) -> str:
        """How long an agent has not reported."""
        if agent.heartbeat is None:
            return f"The {agent.type} on {agent.host} has never reported"
        return (
            f"The {agent.type} on {agent.host} has not reported for {age(self.now - agent.heartbeat)}"
        )


def _wires(
    snapshot: Snapshot, agents: Iterable[Agent], known: Iterable[InstancePort]
) -> Mapping[str, Wire]:
    seen = snapshot.each(wire.PROBE)
    names = {*(a.host for a in agents), *(port.host for port in known)} if seen else set()
    hosts = {name: wire.site_host(snapshot, name) for name in names}
    return {name: seen[host] for name, host in hosts.items() if host in seen}


def _grouped(found: Iterable[_One], field: str) -> dict[str, list[_One]]:
    groups: dict[str, list[_One]] = {}
    for one in found:
        groups.setdefault(getattr(one, field), []).append(one)
    return groups
