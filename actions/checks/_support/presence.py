"""Whether what a row stands for can be alive: it is offered for deletion only where it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from actions.checks._support import reachability
from actions.checks._support.reachability import Heard
from actions.checks._support.wording import listed, verb
from actions.facts.cinder import volume_services
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import compute_services
from actions.formats.host_name import may_be_one, plain_name, short, short_name
from actions.model.fact import Snapshot

STALE = 86400.0
"""Seconds of silence after which a row may be called left behind; a host is off for hours at times."""

NEEDS = reachability.HEARD_NEEDS
"""What `gone` and `reporting` read."""


def gone(snapshot: Snapshot, name: str, silence: float) -> bool:
    """A host that an API lists, and of which nothing is left.

    It has been silent for a day, nothing else reports from it, and no host of the site file is it,
    or may be.
    """
    names = reachability.host_names(snapshot)
    if silence <= STALE or not names.sure or names.host(name) or names.near(name):
        return False
    return all_heard(snapshot) and not reporting(snapshot, name)


def all_heard(snapshot: Snapshot) -> bool:
    """Every API that is offered has said who reports to it."""
    probes = (compute_services.PROBE, network_agents.PROBE, volume_services.PROBE)
    readings = [snapshot.reading(probe) for probe in probes]
    return not any(reading.error for reading in readings) and any(
        reading.fact is not None for reading in readings
    )


def reporting(snapshot: Snapshot, name: str) -> str:
    """That something reports from a host of that name, or one that may be the same; empty: nothing."""
    names, bare = reachability.host_names(snapshot), plain_name(name)
    other = names.host(name) is None and not names.ambiguous(name)
    found = {
        f"{one.binary} on {one.name}"
        for one in _up(snapshot).get(short(bare), ())
        if may_be_one(plain_name(one.name), bare) and not (other and one.host)
    }
    return f"{listed(found)} {verb(len(found), 'reports', 'report')}" if found else ""


@lru_cache(maxsize=2)
def _up(snapshot: Snapshot) -> Mapping[str, Sequence[Heard]]:
    """What reports, by the host's name up to the first dot."""
    found: dict[str, list[Heard]] = {}
    for one in reachability.heard(snapshot):
        if one.up:
            found.setdefault(short_name(one.name), []).append(one)
    return found


def twins(snapshot: Snapshot) -> list[tuple[Agent, ...]]:
    """Agents of one kind on one host, where there are several: under two names, or two ids."""
    names = reachability.host_names(snapshot)
    groups: dict[tuple[str, str], list[Agent]] = {}
    for agent in snapshot.get(network_agents.PROBE) or ():
        if not agent.chassis_deleted:
            groups.setdefault((agent.kind, names.same(agent.host)), []).append(agent)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def stale_twins(snapshot: Snapshot) -> frozenset[str]:
    """The ids of the dead among twins of which another is alive.

    OVN's other agents are left out: neutron deletes the chassis with any of them, and only the
    controller's id says which chassis that is.
    """
    return frozenset(
        agent.id
        for group in twins(snapshot)
        for agent in group
        if not agent.alive
        and (not agent.ovn or agent.binary == network_agents.CONTROLLER)
        and _replaced(snapshot, agent, [other for other in group if other.alive])
    )


def _replaced(snapshot: Snapshot, dead: Agent, alive: list[Agent]) -> bool:
    """Another took its place: under its own name, or under another one of a host that has told its."""
    if not alive or plain_name(dead.host) in {plain_name(agent.host) for agent in alive}:
        return bool(alive)
    names, bare = reachability.host_names(snapshot), plain_name(dead.host)
    used = any(plain_name(one.name) == bare for one in _up(snapshot).get(short(bare), ()))
    return names.sure and all_heard(snapshot) and not used
