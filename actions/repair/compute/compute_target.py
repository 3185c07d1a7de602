"""The target of the repairs of compute hosts: a host, its row of nova's, and its two units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.checks._support import reachability
from actions.checks._support.endings import on_its_way
from actions.deployments import life
from actions.deployments.services import LIBVIRT, NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.formats.suggest import suggest
from actions.model.entity import Entity, service
from actions.model.plan import Situation

TARGET_NEEDS = (*reachability.HEARD_NEEDS, units.PROBE)
"""What `compute` reads."""


@dataclass(frozen=True)
class Compute:
    """One host that runs nova-compute."""

    host: str
    """The site file's name."""
    rows: tuple[Service, ...]
    """What nova lists of its nova-compute; several where it goes by several names."""
    unit: Unit
    libvirt: Unit | None
    """None: no unit of it is known, so nothing is said of it."""

    @property
    def row(self) -> Service | None:
        """The one that reports, else the first."""
        return next((row for row in self.rows if row.state == "up"), next(iter(self.rows), None))


def compute(situation: Situation) -> Compute | str:
    """The host of the target, by the site file's name of it or by nova's; or why there is none."""
    names = reachability.host_names(situation.snapshot)
    known = {host.name for host in situation.site.hosts}
    host = situation.target if situation.target in known else names.host(situation.target)
    if host is None:
        meant = suggest(situation.target, known)
        return f"The site file has no host {situation.target}, so stackmend cannot reach it.{meant}"
    if not reachability.units_known(situation.snapshot, host):
        error = situation.snapshot.reading(units.PROBE, host).error or "nobody looked"
        return f"The units of {host} could not be read: {error}"
    unit = reachability.unit(situation.snapshot, host, NOVA_COMPUTE)
    if unit is None:
        return f"Nothing can be started: {reachability.no_unit(host, NOVA_COMPUTE)}."
    services = situation.get(compute_services.PROBE) or ()
    rows = [s for s in services if s.binary == NOVA_COMPUTE and names.host(s.host) == host]
    libvirt = reachability.unit(situation.snapshot, host, LIBVIRT)
    return Compute(host, tuple(dict.fromkeys(rows)), unit, libvirt)


def on_target(name: str) -> Callable[[Situation], tuple[Entity, ...]]:
    """The service of that name on the target's host; nothing where there is no such host."""

    def found(situation: Situation) -> tuple[Entity, ...]:
        target = compute(situation)
        return () if isinstance(target, str) else (service(target.host, name),)

    return found


def unlisted(situation: Situation) -> str:
    """Why nova's list of services is not known; empty: it is."""
    reading = situation.snapshot.reading(compute_services.PROBE)
    if reading.fact is not None:
        return ""
    return f"Nova's list of services could not be read: {reading.error or 'nobody looked'}."


def unstartable(host: str, unit: Unit) -> str:
    """Why a unit cannot be started, or need not be; empty: it can."""
    if unit.load == "masked":
        return f"{unit.name} on {host} is masked: `systemctl unmask {unit.name}` there first."
    if unit.paused:
        return f"{unit.name} on {host} is paused: {life.unpause(unit.name)} there first."
    return on_its_way(host, unit) + "." if unit.starting else ""
