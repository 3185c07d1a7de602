"""One network agent is listed twice, under two names of its host.

After a reinstallation or a change of the host's name the old row stays for ever, dead, and neutron
goes on counting it; OVN keeps a stale chassis the same way. Neutron's row is by (type, host), so only
the host's names tell: the site file's, the short one and the full one.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks.agents import twins
from actions.checks.names import Names
from actions.facts import host_status, network_agents
from actions.facts.network_agents import Agent
from actions.model import Check, Finding, Severity, Snapshot

CODE = "agent-duplicate"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each agent that is there more than once."""
    names, agents = Names.of(snapshot), snapshot.get(network_agents.PROBE) or ()
    for group in twins(agents, names):
        stale = [agent for agent in group if not agent.alive]
        living = [agent for agent in group if agent.alive]
        yield Finding(
            CODE,
            Severity.WARNING,
            f"{names.same(group[0].host)}/{group[0].binary}",
            f"{group[0].type} is listed {len(group)} times for one host, as "
            f"{' and '.join(_named(agent) for agent in group)}: {_remedy(living, stale)}.",
        )


def _named(agent: Agent) -> str:
    return f"{agent.host} ({'alive' if agent.alive else 'dead'})"


def _remedy(living: list[Agent], stale: list[Agent]) -> str:
    if not living or not stale:
        return (
            "set one name for the host in neutron.conf ([DEFAULT] host), then delete what is left over"
        )
    return "; ".join(
        f"`openstack network agent delete {agent.id}` removes the stale one" for agent in stale
    )


CHECK = Check(CODE, "Network agents listed twice", (host_status.PROBE, network_agents.PROBE), find)
