"""Where what a finding is about shows: its pane and row, its host, and the unit whose log says more."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import entities, reachability
from actions.deployments.service_types import SERVES
from actions.deployments.services import CACHE_SERVER, DATABASE_SERVER, MESSAGE_BROKER
from actions.facts.hosts.units import Unit
from actions.model.entity import Entity, Kind, host, service
from actions.model.fact import Snapshot
from actions.model.finding import Finding
from tui.values.cell import Where

_PANES = {
    Kind.API: "services",
    Kind.CELL: "cells",
    Kind.CHASSIS: "services",
    Kind.HOST: "nodes",
    Kind.INSTANCE: "networks",
    Kind.NETWORK: "networks",
    Kind.ROUTER: "networks",
    Kind.SERVICE: "services",
    Kind.VOLUME: "volumes",
}
"""The panes that have a row for each of a kind."""
_SERVERS = {
    Kind.BROKER: MESSAGE_BROKER,
    Kind.CACHE: CACHE_SERVER,
    Kind.DATABASE: DATABASE_SERVER,
    Kind.SCHEMA: DATABASE_SERVER,
}
"""What is named by its place: what serves there."""
_ON_A_HOST = (Kind.CERTIFICATE, Kind.FILE_SYSTEM, Kind.KEYS, Kind.PROVIDER)
"""What is a part of a host, whose name is the first part of its own."""


def where(entity: Entity) -> Where | None:
    """The pane, and what has a row there; None: an account or a wandering address has none."""
    entity, only = entities.alone(entity)
    if only:  # what is wrong there is wrong for no other: the host, and not what it cannot reach
        return Where("nodes", host(only))
    if entity.kind in _SERVERS:
        first, *rest = (service(on, _SERVERS[entity.kind]) for on in _hosts(entity.name))
        return Where("services", first, tuple(rest))
    if entity.kind in _ON_A_HOST:
        entity = host(entity.name.partition(":")[0])
    entity = entities.proxy(entity)
    return Where(_PANES[entity.kind], entity) if entity.kind in _PANES else None


def _hosts(places: str) -> Iterator[str]:
    """The hosts of "host:port,host:port" and of "host:port/schema"."""
    for place in places.partition("/")[0].split(","):
        yield place.rpartition(":")[0] or place


def about(snapshot: Snapshot, finding: Finding) -> Entity | None:
    """What a finding is about; where its check does not say, the host or host/unit of its subject."""
    if finding.entity is not None:
        return finding.entity
    place, _, name = finding.subject.partition("/")
    known = snapshot.site.host(place.partition(":")[0].partition("@")[0])
    if known is None:
        return None
    return service(known.name, name) if name and ":" not in place else host(known.name)


def host_and_unit(snapshot: Snapshot, entity: Entity) -> tuple[str, str]:
    """The site's host for a shell, and the unit there for a log; empty where there is none."""
    found = where(entity)
    if found is None:
        return "", ""
    if found.entity.kind is Kind.API:
        return _serving(snapshot, found.entity.name)
    on, _, name = found.entity.name.partition("/")
    if found.entity.kind not in (Kind.HOST, Kind.SERVICE) or snapshot.site.host(on) is None:
        return "", ""
    unit = reachability.unit(snapshot, on, name) if name else None
    return on, unit.name if unit else ""


def _serving(snapshot: Snapshot, kind: str) -> tuple[str, str]:
    """Of the units that answer for a type of API the first that does not run, else the first."""
    found: list[tuple[str, Unit]] = []
    for one in snapshot.site.hosts if kind in SERVES else ():
        unit = reachability.unit(snapshot, one.name, SERVES[kind])
        if unit is not None:
            found.append((one.name, unit))
    found.sort(key=lambda each: each[1].active == "active")
    return (found[0][0], found[0][1].name) if found else ("", "")
