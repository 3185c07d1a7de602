"""Who runs where, and what its own configuration names: what most needs are read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from actions.checks._support import reachability, wanted
from actions.deployments.all import service_of
from actions.deployments.services import (
    CINDER_API,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    PLACEMENT_API,
    project,
)
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.formats.url import Url
from actions.model.entity import Entity, service
from actions.model.fact import Snapshot

_SPEAKS = {
    "cinder": (CINDER_API, CINDER_BACKUP, CINDER_SCHEDULER, CINDER_VOLUME),
    "nova": (NOVA_API, NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_METADATA, NOVA_SCHEDULER),
}
"""The services that speak over the broker; of all other projects each does."""
_KEEPS = {
    NOVA_API: ("api_database",),
    NOVA_SCHEDULER: ("api_database", "database"),
    NOVA_CONDUCTOR: ("api_database", "database"),
    PLACEMENT_API: ("placement_database",),
}
"""The sections with the databases of a service; of all others it is [database]."""


@lru_cache(maxsize=2)
def services(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Host and service of all that a unit runs, or an API has heard of."""
    found = {
        (on, service_of(unit.name)): None
        for on, known in snapshot.each(units.PROBE).items()
        for unit in known.values()
    }
    found |= {(one.host, one.binary): None for one in reachability.heard(snapshot) if one.host}
    found |= dict.fromkeys(wanted.by_catalog(snapshot))  # Apache runs several APIs
    return tuple(found)


def hosts_of(snapshot: Snapshot, name: str) -> list[str]:
    """Where a service is known to be."""
    return [on for on, known in services(snapshot) if known == name]


def any_of(
    snapshot: Snapshot, user: Entity, hosts: Sequence[str | None], name: str
) -> Iterator[tuple[Entity, Entity]]:
    """It needs one of those: each of them, where there is but one, or none of them runs."""
    known = [on for on in hosts if on is not None]
    units = [reachability.unit(snapshot, on, name) for on in known]
    if len(hosts) == 1 or not any(unit is not None and unit.active == "active" for unit in units):
        yield from ((user, service(on, name)) for on in known)


@lru_cache(maxsize=2)
def configured(snapshot: Snapshot) -> tuple[tuple[tuple[str, str], HostConf], ...]:
    """Each service on its host with the file of its own."""
    found = (((on, name), conf.conf_of(snapshot, on, name)) for on, name in services(snapshot))
    return tuple((one, own) for one, own in found if own is not None)


def transports(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Url]]:
    """The services that have a broker, by their own configuration, and its URL."""
    for (on, name), own in configured(snapshot):
        speaks = _SPEAKS.get(project(name))
        if speaks is None or name in speaks:
            url = own.file.url("DEFAULT", "transport_url")
            if url is not None and url.host:
                yield (on, name), url


def connections(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Url]]:
    """The services that open a database themselves, and its URL."""
    for one, own in configured(snapshot):
        for url in kept(one[1], own):
            yield one, url


def kept(name: str, own: HostConf) -> Iterator[Url]:
    """The databases that a service opens, by its file."""
    if name == NOVA_COMPUTE or name.endswith("-agent"):
        return
    for section in _KEEPS.get(name, ("database",)):
        url = own.file.url(section, "connection")
        if url is not None and url.host and url.mysql:
            yield url


def caches(own: HostConf) -> list[str]:
    """The memcached servers by which a service remembers tokens."""
    for section, key in (("keystone_authtoken", "memcached_servers"), ("cache", "memcache_servers")):
        places = [place.strip() for place in own.file.value(section, key).split(",")]
        if any(places):
            return [place for place in places if place]
    return []


def on_host(snapshot: Snapshot, url: Url) -> str | None:
    """The host of the site file to which a URL leads."""
    return reachability.host_names(snapshot).host(url.host)
