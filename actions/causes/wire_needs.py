"""The needs of the wire: what plugs an instance's ports, and what gives a network its addresses."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import entities, pluggers
from actions.facts._support.agent_bindings import DHCP
from actions.facts.neutron import network_agents, ports
from actions.facts.neutron.network_agents import Agent
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]


def instances_agents(snapshot: Snapshot) -> Pairs:
    """What plugs its ports on its host: of those that are down, for of the others nothing is wrong."""
    known = snapshot.get(ports.PROBE)
    for port in known.down if known else ():
        agent = pluggers.entity(snapshot, port.host)
        if agent is not None and port.instance:
            yield Entity(Kind.INSTANCE, port.instance), agent


def networks_agents(snapshot: Snapshot) -> Pairs:
    """The DHCP agents that serve it, where none of them is alive."""
    known = snapshot.get(ports.PROBE)
    agents = {a.host: a for a in snapshot.get(network_agents.PROBE) or () if a.type == DHCP}
    serving: dict[str, list[Agent]] = {}
    for kind in known.count if known else ():
        if kind.owner == "network:dhcp" and kind.host in agents:
            serving.setdefault(kind.network, []).append(agents[kind.host])
    for network, some in serving.items():
        if not any(agent.alive for agent in some):
            for agent in some:
                yield Entity(Kind.NETWORK, network), entities.agent(snapshot, agent)
