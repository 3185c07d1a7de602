"""All of Neutron that the Networks pane shows, gathered once for its rows and its details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from actions.facts.neutron import floating_ips, network_agents, networks, ports, routers, subnets
from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.ports import PortKind
from actions.facts.neutron.routers import Router
from actions.facts.neutron.subnets import Subnet
from actions.model.fact import Snapshot
from actions.trace.bindings import Bindings
from actions.trace.topology import Topology

_On = TypeVar("_On", Subnet, FloatingIp)

_SERVING = {"network:dhcp": "DHCP", "network:router_interface": "L3", "network:ha_router": "L3"}
"""Owners of ports that an agent holds, by what the agent does."""


@dataclass
class Counted:
    """A network's ports, counted."""

    states: Counter[str] = field(default_factory=Counter)
    serving: dict[str, set[str]] = field(default_factory=dict)
    """By what they do: the hosts of the agents."""
    unbound: int = 0
    """Ports that no agent could plug: binding_failed."""

    def add(self, kind: PortKind, count: int) -> None:
        """Count ports of one kind."""
        self.states[kind.status] += count
        self.unbound += count if kind.binding == "binding_failed" else 0
        what = _SERVING.get(kind.owner)
        if what and kind.host:
            self.serving.setdefault(what, set()).add(kind.host)


@dataclass(frozen=True, eq=False)
class NetworkView:
    """All of Neutron that the rows need, by id."""

    networks: tuple[Network, ...]
    subnets: dict[str, list[Subnet]]
    routers: tuple[Router, ...]
    floating: dict[str, list[FloatingIp]]
    ports: dict[str, Counted]
    router_hosts: dict[str, tuple[str, ...]]
    dead: frozenset[tuple[str, str]]
    """(host, what its agent does) of agents that do not report."""
    names: dict[str, str]
    ground: Topology
    ovn: bool
    """OVN needs neither DHCP nor L3 agents."""

    @classmethod
    def at(cls, snapshot: Snapshot) -> NetworkView:
        """The facts at hand."""
        found = snapshot.get(networks.PROBE) or ()
        by_network: dict[str, Counted] = {}
        counted = snapshot.get(ports.PROBE)
        for kind, count in counted.count.items() if counted else ():
            if kind.network not in by_network:
                by_network[kind.network] = Counted()
            by_network[kind.network].add(kind, count)
        return cls(
            found,
            _grouped(snapshot.get(subnets.PROBE) or ()),
            snapshot.get(routers.PROBE) or (),
            _grouped(snapshot.get(floating_ips.PROBE) or ()),
            by_network,
            dict(counted.routers) if counted else {},
            frozenset(_dead(snapshot.get(network_agents.PROBE) or ())),
            {network.id: network.name or network.id for network in found},
            Topology.at(snapshot),
            any(a.type.startswith("OVN") for a in snapshot.get(network_agents.PROBE) or ()),
        )

    def serving(self, network: str) -> dict[str, set[str]]:
        """The hosts that serve a network, by what they do: of its ports, and of the agents' lists."""
        found = {what: set(hosts) for what, hosts in self.ports.get(network, Counted()).serving.items()}
        for agent in self.ground.dhcp.of(network):
            found.setdefault("DHCP", set()).add(agent.host)
        return found

    def routing(self, router: str) -> dict[str, set[str]]:
        """The same of a router."""
        hosts = {*self.router_hosts.get(router, ()), *(a.host for a in self.ground.l3.of(router))}
        return {"L3": hosts} if hosts else {}

    def without_dhcp(self, network: str) -> bool:
        """It has ports and wants DHCP, and none of the agents serves it; before, none is chosen."""
        wants = any(subnet.dhcp for subnet in (self.ground.subnets or {}).get(network, ()))
        idle = self._idle(self.ground.dhcp) and not self.serving(network).get("DHCP")
        return idle and wants and network in self.ports

    def without_l3(self, router: Router) -> bool:
        """It joins networks, and none of the agents serves it; before, none is chosen."""
        joins = router.gateway or any(router.id in r for r in (self.ground.inside or {}).values())
        return bool(joins) and self._idle(self.ground.l3) and not self.routing(router.id)

    def _idle(self, bindings: Bindings) -> bool:
        """What no agent holds is held by none."""
        return bindings.whole and not self.ovn


def _grouped(found: tuple[_On, ...]) -> dict[str, list[_On]]:
    groups: dict[str, list[_On]] = {}
    for one in found:
        groups.setdefault(one.network, []).append(one)
    return groups


def _dead(agents: tuple[Agent, ...]) -> Iterator[tuple[str, str]]:
    for agent in agents:
        if not agent.alive:
            yield agent.host, agent.type.partition(" ")[0]
