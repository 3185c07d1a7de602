"""The agents that plug instances' ports, by what nova calls their hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from actions.checks._support import reachability
from actions.facts.neutron import agent_wiring, network_agents
from actions.facts.neutron.network_agents import Agent
from actions.model.entity import Entity, service
from actions.model.fact import Snapshot


@lru_cache(maxsize=2)
def by_host(snapshot: Snapshot) -> Mapping[str, Agent]:
    """By the host as the agent calls it, in small letters: of several, one that is alive."""
    agents = [a for a in snapshot.get(network_agents.PROBE) or () if a.type in agent_wiring.KINDS]
    return {agent.host.lower(): agent for agent in sorted(agents, key=lambda a: a.alive)}


def on(snapshot: Snapshot, host: str) -> Agent | None:
    """The one that neutron asks to bind a port to a host: names must be equal for that."""
    return by_host(snapshot).get(host.lower())


def entity(snapshot: Snapshot, host: str) -> Entity | None:
    """What plugs the ports of a host, also where neutron lists none there; None: nobody plugs any."""
    agents = by_host(snapshot)
    same = reachability.host_names(snapshot).same
    found = on(snapshot, host) or next((a for a in agents.values() if same(a.host) == same(host)), None)
    if found is not None:
        return service(same(host), found.binary)
    kinds = Counter(agent.binary for agent in agents.values())
    return service(same(host), kinds.most_common(1)[0][0]) if kinds else None


def state(snapshot: Snapshot, host: str) -> str:
    """What neutron says of it, as the second half of a sentence."""
    agent = on(snapshot, host)
    if agent is None:
        return f"neutron lists no agent of the name {host} that plugs ports"
    return f"the {agent.type} there is {'alive' if agent.alive else 'dead'}"
