"""Neutron's agents asked for several times at once, where OVN's are among them.

Each worker of neutron-api has those in a memory of its own. It hears of a deletion a moment later, and
not at all where it had lost OVN's southbound database then: it goes on listing the agent. One answer is
one worker's, and whose nobody is told; several at once reach several.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.neutron import network_agents
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query

TIMES = 8


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The question of network-agents, by a number; none where no agent is OVN's."""
    agents = snapshot.get(network_agents.PROBE) or ()
    if not any(agent.ovn for agent in agents):
        return {}
    return {str(number): network_agents.QUESTION for number in range(1, TIMES + 1)}


PROBE = Probe("agent-lists", ask, network_agents.parse, period=0, needs=(network_agents.PROBE,))
