"""Neutron's agents asked for several times at once, where OVN's are among them.

Each worker of neutron-api has those in its own memory, and hears of a deletion when it next has
something to do: one of uWSGI's stands still between its requests. One answer is one worker's, and
which worker's nobody is told; several at once reach several, and each that is asked hears, too.
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
