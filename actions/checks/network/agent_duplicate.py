"""One network agent is listed twice, under two names of its host or under two ids.

After a reinstallation or a change of the host's name the old row stays for ever, dead, and neutron
goes on counting it; OVN keeps the old chassis of a host the same way, under the host's own name.
Neutron's own rows are by (type, host), so there only the names tell: the site file's, the short one
and the full one. Names that differ beyond the first dot are two hosts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support import entities, ovn_views, presence, reachability
from actions.checks._support.host_aliases import Names
from actions.facts.neutron.network_agents import CONTROLLER, Agent
from actions.formats.host_name import plain_name
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "agent-duplicate"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each agent that is there more than once."""
    names, stale = reachability.host_names(snapshot), presence.stale_twins(snapshot)
    groups = presence.twins(snapshot)
    doubled = {names.same(group[0].host) for group in groups if group[0].kind == CONTROLLER}
    silent = ovn_views.dead(snapshot)
    for group in groups:
        if any(agent.alive and agent.id in silent for agent in group):
            continue  # neutron has not noticed yet which of them is stale: chassis-stale says it
        behind = group[0].ovn and group[0].kind != CONTROLLER
        if not behind or names.same(group[0].host) not in doubled:
            yield _finding(snapshot, names, group, [agent for agent in group if agent.id in stale])


def _finding(
    snapshot: Snapshot, names: Names, group: Sequence[Agent], stale: Sequence[Agent]
) -> Finding:
    about = entities.agent(snapshot, group[0])
    spelled = {plain_name(agent.host) for agent in group}
    named = " and ".join(
        f"{a.host if len(spelled) > 1 else a.id} ({'alive' if a.alive else 'dead'})" for a in group
    )
    how = f"{len(group)} times for one host" + (f" ({group[0].host})" if len(spelled) == 1 else "")
    subject = f"{names.same(group[0].host)}/{group[0].binary}"
    says = f"{group[0].type} is listed {how}, as {named}: {_what(group, stale)}"
    if not stale:
        return Finding(CODE, Severity.WARNING, subject, says, entity=about)
    keeps = ovn_views.kept_with(snapshot, stale) if group[0].ovn else ""
    if keeps:
        return Finding(CODE, Severity.WARNING, subject, f"{says} {keeps}", entity=about)
    target = f"{stale[0].id if len(spelled) == 1 else stale[0].host}/{stale[0].binary}"
    return Finding(CODE, Severity.WARNING, subject, says, "delete-stale-service", target, about)


def _what(group: Sequence[Agent], stale: Sequence[Agent]) -> str:
    if len(stale) == 1:
        return "the dead row is stale."
    if stale:
        return "the dead rows are stale."
    if all(agent.alive for agent in group):
        return (
            "all of them report, so none can go. Where it is one host, set one name for it ([DEFAULT] "
            "host) and restart the agent; the other row turns dead then."
        )
    return "none can be told to be the stale one: see there which of them the host is to have."


CHECK = Check(
    CODE, "Network agents listed twice", (*presence.NEEDS, *ovn_views.NEEDS), find, Area.NETWORK
)
