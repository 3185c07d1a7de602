"""How findings and needs name what hosts share, so that both mean the same entity."""

from __future__ import annotations

import re

from actions.checks._support import reachability
from actions.deployments.all import service_of
from actions.deployments.services import BALANCER
from actions.facts.hosts.units import Unit
from actions.facts.neutron.network_agents import Agent
from actions.formats.url import MYSQL_PORT, RABBIT_PORT, Url
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Snapshot

_MEMCACHED_PORT = 11211
_SHARED = (Kind.ACCOUNT, Kind.API, Kind.BROKER, Kind.CACHE, Kind.DATABASE, Kind.SCHEMA)
_ALONE = re.compile(r"(?P<shared>.+?) (?:of (?P<file>\S+?):/.*|from (?P<host>\S+))")
"""As `by_file` and `by_host` write it."""
_BEHIND = " behind HAProxy"


def database(snapshot: Snapshot, url: Url) -> Entity:
    """What answers SQL where a URL leads."""
    host, port, _ = reachability.host_names(snapshot).place(url, MYSQL_PORT)
    return Entity(Kind.DATABASE, f"{host}:{port}")


def schema(snapshot: Snapshot, url: Url) -> Entity:
    """The tables that a URL names."""
    host, port, name = reachability.host_names(snapshot).place(url, MYSQL_PORT)
    return Entity(Kind.SCHEMA, f"{host}:{port}/{name}")


def broker(snapshot: Snapshot, url: Url) -> Entity:
    """What a transport_url leads to: all its places are one broker, in whatever order."""
    names = reachability.host_names(snapshot)
    places = (names.place(one, RABBIT_PORT) for one in (url, *url.others))
    return Entity(Kind.BROKER, ",".join(sorted(f"{host}:{port}" for host, port, _ in places)))


def cache(snapshot: Snapshot, place: str) -> Entity:
    """A memcached, by host or host:port, as configurations name it."""
    host, _, port = place.removeprefix("inet6:").rpartition(":")
    name, number = (host, port) if host and port.isdigit() else (place, str(_MEMCACHED_PORT))
    return Entity(Kind.CACHE, f"{reachability.host_names(snapshot).same(name)}:{number}")


def account(where: str, user: str) -> Entity:
    """A user of "keystone", or of what `account_at` names, wherever it logs in from."""
    return Entity(Kind.ACCOUNT, f"{where} {user}")


def account_at(server: Entity, user: str) -> Entity:
    """A user of one broker or database server: another one may have its own of that name."""
    return account(f"{server.kind} {server.name}", user)


def broker_account(snapshot: Snapshot, url: Url) -> Entity:
    """The user of a transport_url."""
    return account_at(broker(snapshot, url), url.login[0])


def database_account(snapshot: Snapshot, url: Url) -> Entity:
    """The user of a connection."""
    return account_at(database(snapshot, url), url.login[0])


def by_file(shared: Entity, host: str, path: str) -> Entity:
    """An account or a broker as one file alone names it: what is wrong with that is no one else's."""
    return Entity(shared.kind, f"{shared.name} of {host}:{path}")


def by_host(shared: Entity, host: str) -> Entity:
    """A broker, a cache or a database server as one host alone reaches it."""
    return Entity(shared.kind, f"{shared.name} from {host}")


def alone(entity: Entity) -> tuple[Entity, str]:
    """What `by_file` and `by_host` were given, and the one host for which it is so; "": for all."""
    found = _ALONE.fullmatch(entity.name) if entity.kind in _SHARED else None
    if found is None:
        return entity, ""
    return Entity(entity.kind, found["shared"]), found["file"] or found["host"]


def behind_proxy(host: str, name: str) -> Entity:
    """Servers of a proxy that are on no host of the site file."""
    return service(host, f"{name}{_BEHIND}")


def proxy(entity: Entity) -> Entity:
    """The HAProxy that `behind_proxy` was given; of anything else itself."""
    host, _, name = entity.name.partition("/")
    return service(host, BALANCER) if name.endswith(_BEHIND) else entity


def of_unit(host: str, unit: Unit) -> Entity:
    """What a unit runs."""
    return service(host, service_of(unit.name))


def agent(snapshot: Snapshot, one: Agent) -> Entity:
    """An agent of neutron's, by the site file's name of its host where that has one."""
    return service(reachability.host_names(snapshot).same(one.host), one.binary)
