"""A network agent does not report.

Neutron takes an agent for dead 75 s after its last heartbeat (agent_down_time), binds no port to it
and moves its routers and networks away where it can. Source: `alive` of /v2.0/agents. An agent that
was taken down on purpose (admin_state_up false) is left alone; where a person disabled the whole host,
one that is stopped or out of sight is a notice. Its row's deletion is offered only where nothing of its
host is left: what runs under a unit of another name, or in a container, is not gone.
What an ovn-controller says itself of its database (chassis-disconnected) is why it is dead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks._support import endings, entities, ovn_views, presence, reachability, wanted
from actions.checks._support.wording import age
from actions.facts.hosts import units
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "agent-dead"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Dead agents, less those that are listed twice."""
    names = reachability.host_names(snapshot)
    reading = snapshot.reading(network_agents.PROBE)
    doubled = {agent.id for group in presence.twins(snapshot) for agent in group}
    for agent in reading.fact or ():
        if agent.alive or agent.id in doubled:
            continue
        if agent.chassis_deleted:
            yield _left_behind(agent)
            continue
        host = names.host(agent.host)
        looked = names.asked if host is None else reachability.looked(snapshot, host)
        if looked and agent.admin_up:
            yield from _finding(snapshot, agent, host, reading.at)


def _left_behind(agent: Agent) -> Finding:
    subject = f"{agent.place}/{agent.binary}"
    says = (
        f"{agent.type} {agent.id} is dead and belongs to no host: OVN has its row of Chassis_Private, "
        "and its Chassis is deleted, so the row is stale."
    )
    about = Entity(Kind.CHASSIS, agent.id)
    return Finding(CODE, Severity.WARNING, subject, says, "delete-stale-service", subject, about)


def _finding(snapshot: Snapshot, agent: Agent, host: str | None, now: float) -> Iterable[Finding]:
    silence = max(0.0, now - agent.heartbeat) if agent.heartbeat else 0.0
    since = f"for {age(silence)}" if agent.heartbeat else "since it was made"
    dead = f"{agent.type} on {agent.host} has not reported {since}"
    if host is None:
        yield _elsewhere(snapshot, agent, dead, silence)
        return
    unit = reachability.unit(snapshot, host, agent.binary)
    out = unit is None or unit.active == "inactive"
    person = wanted.maintenance(snapshot, host, agent.binary, forced=False) if out else ""
    end, least = (f" ({person}).", Severity.NOTICE) if person else (".", Severity.WARNING)
    if unit is None:
        why = "; its unit could not be looked at"
        if reachability.units_known(snapshot, host):
            why = f", and {reachability.no_unit(host, agent.binary)}"
        yield replace(_about(snapshot, agent, f"{dead}{why}{end}"), severity=least)
    elif not reachability.starting(unit):
        says = f"{dead}, and its unit {endings.state(unit)}: neutron considers it down{end}"
        helps = reachability.restartable(unit)
        action, target = ("restart-service", f"{host}/{agent.binary}") if helps else ("", "")
        told = agent.binary == network_agents.CONTROLLER and ovn_views.cut_off(snapshot, host)
        found = _about(snapshot, agent, says, action, target, down=not told and not endings.told(unit))
        begun = reachability.silent_since(snapshot, host, unit, found.since)
        severity = min(least, reachability.severity(snapshot, host, unit))
        yield replace(found, severity=severity, since=begun)


def _about(
    snapshot: Snapshot,
    agent: Agent,
    says: str,
    action: str = "",
    target: str = "",
    *,
    down: bool = True,
) -> Finding:
    about = entities.agent(snapshot, agent)
    subject, since = f"{agent.host}/{agent.binary}", agent.heartbeat or 0.0
    return Finding(CODE, Severity.WARNING, subject, says, action, target, about, down, since)


def _elsewhere(snapshot: Snapshot, agent: Agent, dead: str, silence: float) -> Finding:
    """On a host that the site file does not know."""
    says = f"{dead}, and the site file knows no host of that name"
    keeps = ovn_views.kept_with(snapshot, [agent]) if agent.ovn else ""
    if keeps:
        return _about(snapshot, agent, f"{says}. {keeps}")
    if presence.gone(snapshot, agent.host, silence):
        says += ": if it is gone for good, its row can go."
        target = f"{agent.host}/{agent.binary}"
        return _about(snapshot, agent, says, "delete-stale-service", target)
    alive = presence.reporting(snapshot, agent.host)
    says += f", but {alive}: see there." if alive else ": see there, or add it to the site file."
    return _about(snapshot, agent, says)


CHECK = Check(
    CODE,
    "Network agents that do not report",
    (*presence.NEEDS, *ovn_views.NEEDS, units.PROBE),
    find,
    Area.NETWORK,
)
