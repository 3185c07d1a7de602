"""What a silence comes from: the host, its unit, the message queue, or the service itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count
from actions.deployments import life
from actions.deployments.all import units_of
from actions.facts.cinder import volume_services
from actions.facts.hosts import host_layout, host_status, units
from actions.facts.hosts.units import Unit
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services
from actions.model.fact import Snapshot
from actions.model.finding import Severity

FRESH = 30.0
"""Seconds that what was just started has for its first heartbeat."""
BUSY = 4.0
"""Load for each processor, from which on a host is slow for everybody."""
BOOT = 300.0
"""Seconds after the start of a host in which services wait for each other, and some fall thrice."""


def unreachable(snapshot: Snapshot) -> dict[str, str]:
    """Hosts of the site file that were asked, and of which every shell probe fails, with the error."""
    found = {}
    for host in snapshot.site.hosts:
        readings = [snapshot.reading(p, host.name) for p in (host_status.PROBE, units.PROBE)]
        errors = [r.error for r in readings if (r.error and not r.unasked) or r.fact is not None]
        if errors and all(errors):
            found[host.name] = errors[0]
    return found


def unit(snapshot: Snapshot, host: str, binary: str) -> Unit | None:
    """The unit that runs a binary on a host of the site file, if one is known, whoever named it."""
    known = snapshot.get(units.PROBE, host) or {}
    return next((known[name] for name in units_of(binary) if name in known), None)


def log(snapshot: Snapshot, host: str, unit: Unit) -> str:
    """How an operator reads what a unit of a host said last, as commands in a sentence."""
    return life.log(unit.name, host_layout.deployment(snapshot, host))


def no_unit(host: str, binary: str) -> str:
    """What may be said where no unit of a binary's is known: not that it is gone."""
    return (
        f"no unit of {host} is known to run {binary}: see there what does, under another name or in a "
        "container"
    )


def units_known(snapshot: Snapshot, host: str) -> bool:
    """Somebody looked. What is not among them may still run, in a container or under another name."""
    return snapshot.get(units.PROBE, host) is not None


def looked(snapshot: Snapshot, host: str) -> bool:
    """Its units were asked for, whether anything was seen or not: what is not known is no haste."""
    return units_known(snapshot, host) or bool(snapshot.reading(units.PROBE, host).error)


def silent_since(snapshot: Snapshot, host: str, unit: Unit, heartbeat: float) -> float:
    """When a silence began, seconds since the epoch: with the last report, or the start after that.

    What was started since (its host was off and on) is silent for a reason of this life. 0 where it
    never reported.
    """
    life = unit.age if unit.age is not None else unit.began
    if not heartbeat or life is None:
        return heartbeat
    return max(heartbeat, snapshot.reading(units.PROBE, host).at - life)


def starting(unit: Unit) -> bool:
    """It was started a moment ago: that it has not reported yet means nothing."""
    up = unit.active == "active" and not unit.looping
    return up and unit.age is not None and unit.age < FRESH


def restartable(unit: Unit) -> bool:
    """A restart may help: it is not on its way up already, does not fall again after each, and is not
    frozen."""
    return not unit.starting and not unit.looping and not unit.paused


def booting(snapshot: Snapshot, host: str) -> bool:
    """It was started a moment ago, and its services wait for each other."""
    status = snapshot.get(host_status.PROBE, host)
    return status is not None and status.uptime < BOOT


def busy(snapshot: Snapshot, hosts: Iterable[str]) -> list[str]:
    """Those of the hosts that are slow for everybody, each with its load as a sentence says it."""
    known = {host: snapshot.get(host_status.PROBE, host) for host in hosts}
    return [
        f"{host} has a load of {status.load[0]:.0f} on {count(status.cpus, 'processor')}"
        for host, status in known.items()
        if status is not None and status.load[0] >= BUSY * status.cpus
    ]


def severity(snapshot: Snapshot, host: str, unit: Unit) -> Severity:
    """Of a unit that does not serve yet: no more than a notice where it comes up with its host."""
    early = unit.starting and booting(snapshot, host)
    return Severity.NOTICE if early else Severity.WARNING


class Heard(NamedTuple):
    """What nova, cinder or neutron says of one service or agent."""

    host: str | None
    """The site file's name; None: it has no such host."""
    binary: str
    up: bool
    name: str
    """The host as the API calls it."""
    heartbeat: float
    """When it reported last, seconds since the epoch; 0: never."""


HEARD_NEEDS = (
    compute_services.PROBE,
    host_status.PROBE,
    network_agents.PROBE,
    volume_services.PROBE,
)
"""What `heard` and `host_names` read."""


@lru_cache(maxsize=2)
def host_names(snapshot: Snapshot) -> Names:
    """The names of hosts, beside all that the APIs list."""
    return Names.of(snapshot).among(
        [
            *(s.host for s in snapshot.get(compute_services.PROBE) or ()),
            *(s.host for s in snapshot.get(volume_services.PROBE) or ()),
            *(a.host for a in snapshot.get(network_agents.PROBE) or () if not a.chassis_deleted),
        ]
    )


@lru_cache(maxsize=2)
def heard(snapshot: Snapshot) -> tuple[Heard, ...]:
    """All services and agents that report to an API; a row without a host is nobody's."""
    names = host_names(snapshot)
    services = (
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    )
    agents = [a for a in snapshot.get(network_agents.PROBE) or () if not a.chassis_deleted]
    return (
        *(
            Heard(names.host(s.host), s.binary, s.state == "up", s.host, s.heartbeat or 0.0)
            for s in services
        ),
        *(Heard(names.host(a.host), a.binary, a.alive, a.host, a.heartbeat or 0.0) for a in agents),
    )
