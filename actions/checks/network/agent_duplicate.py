"""One network agent is listed twice, under two names of its host.

After a reinstallation or a change of the host's name the old row stays for ever, dead, and neutron
goes on counting it; OVN keeps a stale chassis the same way. Neutron's row is by (type, host), so only
the host's names tell: the site file's, the short one and the full one.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.agents import twins
from actions.checks._support.host_aliases import Names
from actions.facts.hosts import host_status
from actions.facts.neutron import network_agents
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding, Severity

CODE = "agent-duplicate"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each agent that is there more than once."""
    names, agents = Names.of(snapshot), snapshot.get(network_agents.PROBE) or ()
    for group in twins(agents, names):
        stale = [agent for agent in group if not agent.alive]
        mendable = 0 < len(stale) < len(group)
        named = " and ".join(f"{a.host} ({'alive' if a.alive else 'dead'})" for a in group)
        yield Finding(
            CODE,
            Severity.WARNING,
            f"{names.same(group[0].host)}/{group[0].binary}",
            f"{group[0].type} is listed {len(group)} times for one host, as {named}: "
            + ("the dead row is stale." if mendable else _BY_HAND),
            "delete-stale-service" if mendable else "",
            f"{stale[0].host}/{stale[0].binary}" if mendable else "",
        )


_BY_HAND = "set one name for it ([DEFAULT] host), then `openstack network agent delete` the other."


CHECK = Check(CODE, "Network agents listed twice", (host_status.PROBE, network_agents.PROBE), find)
