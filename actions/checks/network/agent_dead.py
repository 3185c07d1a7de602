"""A network agent does not report, though its host answers and its unit has not failed.

Neutron takes an agent for dead 75 s after its last heartbeat (agent_down_time), binds no port to it
and moves its routers and networks away where it can. Source: `alive` of /v2.0/agents. An agent that
was taken down on purpose (admin_state_up false) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability
from actions.checks._support.agents import twins
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import age
from actions.facts.hosts import host_status, units
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding, Severity

CODE = "agent-dead"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Dead agents, less those that another finding speaks of."""
    if reachability.idle_brokers(snapshot):
        return
    names, gone = Names.of(snapshot), reachability.unreachable(snapshot)
    reading = snapshot.reading(network_agents.PROBE)
    agents = reading.fact or ()
    doubled = {agent.id for group in twins(agents, names) for agent in group}
    for agent in agents:
        if agent.alive or not agent.admin_up or agent.id in doubled:
            continue
        host = names.host(agent.host)
        looked = names.asked if host is None else reachability.looked(snapshot, host)
        if looked and host not in gone:
            yield from _told(snapshot, agent, host, reading.at, names.sure)


def _told(
    snapshot: Snapshot, agent: Agent, host: str | None, now: float, sure: bool
) -> Iterable[Finding]:
    silence = f"for {age(now - agent.heartbeat)}" if agent.heartbeat else "since it was made"
    dead = f"{agent.type} on {agent.host} has not reported {silence}"
    subject = f"{agent.host}/{agent.binary}"
    unit = reachability.unit(snapshot, host, agent.binary) if host else None
    if unit is not None and (unit.failed or reachability.starting(unit)):
        return
    if unit is not None:
        state = "its unit is active" if unit.active == "active" else f"its unit is {unit.active}"
        yield Finding(
            CODE,
            Severity.WARNING,
            subject,
            f"{dead}, and {state}: neutron takes it for dead.",
            "restart-service",
            f"{host}/{agent.binary}",
        )
        return
    if host and not reachability.units_known(snapshot, host):
        yield Finding(CODE, Severity.WARNING, subject, f"{dead}; its unit could not be looked at.")
        return
    where = f"{host} has no unit {agent.binary}" if host else "the site file knows no host of that name"
    says = f"{dead}, and {where}: if it is gone for good, its row can go."
    repair = ("delete-stale-service", subject) if sure else ("", "")
    yield Finding(CODE, Severity.WARNING, subject, says, *repair)


CHECK = Check(
    CODE,
    "Network agents that do not report",
    (host_status.PROBE, network_agents.PROBE, units.PROBE),
    find,
)
