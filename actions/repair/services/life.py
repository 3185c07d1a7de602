"""Signs that what a row stands for is alive, or may come back: such a row is not deleted."""

from __future__ import annotations

from collections.abc import Sequence

from actions.checks._support import ovn_views, presence, reachability
from actions.checks._support.presence import STALE
from actions.checks._support.wording import age
from actions.checks.compute.service_down import backend_unused
from actions.facts.cinder import volume_services
from actions.facts.hosts import units
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.model.plan import Situation
from actions.repair.services.service_target import ServiceTarget, project


def of_service(situation: Situation, wanted: ServiceTarget, rows: Sequence[Service]) -> str:
    """Why rows of nova or cinder that are down stay; empty: nothing speaks against it."""
    snapshot = situation.snapshot
    probe = compute_services.PROBE if project(wanted.binary) == "nova" else volume_services.PROBE
    host = reachability.host_names(snapshot).host(wanted.host)
    if "@" in wanted.host and backend_unused(snapshot, host or "", wanted.host):
        return ""
    return _signs(situation, wanted, _silence(snapshot.reading(probe).at, rows))


def of_agent(situation: Situation, dead: Sequence[Agent]) -> str:
    """Why dead rows of neutron stay; empty: nothing speaks against it."""
    snapshot = situation.snapshot
    if any(agent.ovn for agent in dead):
        return _chassis(situation, dead)
    if all(agent.id in presence.stale_twins(snapshot) for agent in dead):
        return ""
    return _agent_signs(situation, dead)


def _chassis(situation: Situation, dead: Sequence[Agent]) -> str:
    """Neutron deletes the whole chassis with an agent of OVN's, and only a controller's id names it."""
    snapshot = situation.snapshot
    if keeps := ovn_views.kept_with(snapshot, dead):
        return keeps
    stale = presence.stale_twins(snapshot)
    left = [agent for agent in dead if not agent.chassis_deleted and agent.id not in stale]
    if not left:
        return ""
    names = reachability.host_names(snapshot)
    same = {names.same(agent.host) for agent in left}
    alive = [
        agent
        for agent in snapshot.get(network_agents.PROBE) or ()
        if agent.ovn and agent.alive and names.same(agent.host) in same
    ]
    if alive:
        return (
            f"{alive[0].type} on {alive[0].host} is alive, and neutron may delete its chassis "
            f"with {left[0].type} {left[0].id}: a stale one goes with its {network_agents.CONTROLLER}."
        )
    return _agent_signs(situation, left)


def _agent_signs(situation: Situation, dead: Sequence[Agent]) -> str:
    """They are of one host, which the target may name by an id."""
    now = situation.snapshot.reading(network_agents.PROBE).at
    return _signs(situation, ServiceTarget(dead[0].host, dead[0].binary), _silence(now, dead))


def _silence(now: float, rows: Sequence[Service | Agent]) -> float:
    """Seconds since the last of them reported; 0: none ever did."""
    heartbeats = [row.heartbeat for row in rows if row.heartbeat is not None]
    return max(0.0, now - max(heartbeats)) if heartbeats else 0.0


def _signs(situation: Situation, wanted: ServiceTarget, silence: float) -> str:
    """Its unit, its host, or what else reports there; `silence` in seconds, 0: it never reported."""
    snapshot = situation.snapshot
    names = reachability.host_names(snapshot)
    host = names.host(wanted.host)
    if names.ambiguous(wanted.host):
        return (
            f"{wanted.host} has the short name of a host of the site file and may be that one: it is "
            "not deleted."
        )
    if host is not None:
        return _here(situation, wanted, host, silence)
    other = presence.reporting(snapshot, wanted.host)
    if other and silence <= STALE:
        return f"{other}, so the host lives, and {_lately(wanted, silence)}."
    if names.near(wanted.host) and silence <= STALE:
        return f"Another host has the short name of {wanted.host}, and {_lately(wanted, silence)}."
    return _elsewhere(situation, wanted, silence)


def _elsewhere(situation: Situation, wanted: ServiceTarget, silence: float) -> str:
    """On a host that nobody can look at: only a long silence tells that it is gone."""
    if silence <= STALE:
        then = "after a day of silence it can be deleted" if silence else "if it is, delete it by hand"
        return (
            f"The site file has no host {wanted.host}, so nobody can look whether it is gone, and "
            f"{_lately(wanted, silence)}: {then}."
        )
    if not presence.all_heard(situation.snapshot):
        return f"Not every API's list could be read, so something may report from {wanted.host} still."
    return ""


def _here(situation: Situation, wanted: ServiceTarget, host: str, silence: float) -> str:
    """On a host of the site file."""
    snapshot = situation.snapshot
    known = snapshot.reading(units.PROBE, host)
    if known.fact is None or known.error:
        return (
            f"{host} is in the site file and its units could not be read "
            f"({known.error or 'nobody looked'}), so {wanted.binary} may run there: take {host} out of "
            "the site file if it is gone for good."
        )
    unit = reachability.unit(snapshot, host, wanted.binary)
    if unit is not None and (unit.active != "inactive" or unit.enabled == "enabled"):
        return (
            f"The unit {unit.name} on {host} is {unit.active} and {unit.enabled}, so it is not gone: "
            f"{situation.command('run', 'restart-service', f'{host}/{unit.name}')}, or first "
            f"`systemctl disable --now {unit.name}` there."
        )
    if unit is None and silence <= STALE:
        why = reachability.no_unit(host, wanted.binary)
        return f"{host} answers, and {_lately(wanted, silence)}: {why}."
    return ""


def _lately(wanted: ServiceTarget, silence: float) -> str:
    if not silence:
        return f"nobody knows when {wanted.binary} reported last"
    return f"{wanted.binary} last reported {age(silence)} ago"
