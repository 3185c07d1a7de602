"""Controllers that run the same services, and the settings of theirs that have to be the same.

Left out is all that is a host's own: my_ip, host, addresses that it listens at, workers, logs. So is
what may be written in several ways (a name and its address), what a release may take for set, and what
is a cell's (nova's [database] and transport_url), for several controllers may serve several cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from actions.checks._support import reachability
from actions.checks._support.host_aliases import Names
from actions.deployments.services import (
    CINDER_API,
    CINDER_SCHEDULER,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_CONDUCTOR,
    NOVA_SCHEDULER,
    PLACEMENT_API,
)
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Snapshot

SERVICES = (
    CINDER_API, CINDER_SCHEDULER, GLANCE_API, KEYSTONE_API, NEUTRON_API, NEUTRON_RPC_SERVER, NOVA_API,
    NOVA_CONDUCTOR, NOVA_SCHEDULER, PLACEMENT_API,
)  # fmt: skip
"""Of which any may do the work of any other one."""
_DATABASES = ("api_database", "placement_database", "database")
_ACCOUNTS = (
    "cinder", "glance", "keystone_authtoken", "neutron", "nova", "placement", "service_user",
)  # fmt: skip
_PORTS = {"http": 80, "https": 443, "mysql": MYSQL_PORT, "mariadb": MYSQL_PORT}
_ITSELF = "itself"
Key = tuple[str, str]


class Value(NamedTuple):
    """What a key means on a host."""

    meant: Hashable
    own: Hashable
    """The same with the host's own names and addresses as `itself`."""
    shown: str
    """Empty: it is a secret."""


Read = Callable[[Names, str, str], Value | None]
"""What a text of a host's means; None: nothing that could be compared."""


class Difference(NamedTuple):
    """One key that is not the same on all twins."""

    key: Key
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    """How each value is shown, and the hosts that have it; what most have comes first."""

    @property
    def odd(self) -> tuple[str, ...]:
        """The hosts that are unlike most; empty: there is no most."""
        most, second = self.ways[0][1], self.ways[1][1]
        others = (host for _, hosts in self.ways[1:] for host in hosts)
        return tuple(sorted(others)) if len(most) > len(second) else ()


def _plain(_: Names, __: str, text: str) -> Value:
    return Value(text, text, text)


def _secret(_: Names, __: str, text: str) -> Value:
    return Value(text, text, "")


def _flag(_: Names, __: str, text: str) -> Value:
    shown = str(text.lower() in conf.TRUE).lower()
    return Value(shown, shown, shown)


def _url(names: Names, host: str, text: str) -> Value | None:
    """Where it leads; what its path says of the version leads nowhere else."""
    url = Url.parse(text)
    if url is None or not url.host or url.torn:
        return None
    scheme = url.scheme.partition("+")[0]
    place, port, path = names.place(url, _PORTS.get(scheme, 0))
    rest = (scheme, port, re.sub(r"/?(v3|v2.0)?/?$", "", path))
    shown = f"{url.scheme}://{url.host}{f':{url.port}' if url.port else ''}/{url.path}".rstrip("/")
    return Value((place, *rest), (_itself(names, host, place), *rest), shown)


def _list(names: Names, host: str, text: str) -> Value:
    """Of places, in whatever order."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    places = [(names.same(part.rpartition(":")[0] or part), part.rpartition(":")[2]) for part in parts]
    own = frozenset((_itself(names, host, place), port) for place, port in places)
    return Value(frozenset(places), own, ",".join(parts))


def _itself(names: Names, host: str, place: str) -> str:
    here = place in ("localhost", "::1") or place.startswith("127.")
    return _ITSELF if here or names.host(place) == host else place


READS: Mapping[Key, Read] = {
    **{(section, "connection"): _url for section in ("api_database", "placement_database")},
    **{(section, "auth_url"): _url for section in _ACCOUNTS},
    **{
        (section, key): _plain
        for section in _ACCOUNTS
        for key in ("username", "project_name", "region_name")
    },
    **{(section, "password"): _secret for section in _ACCOUNTS},
    ("neutron", "metadata_proxy_shared_secret"): _secret,
    ("keystone_authtoken", "memcached_servers"): _list,
    ("cache", "memcache_servers"): _list,
    ("token", "provider"): _plain,
    # who declares a queue otherwise than it is there is refused (PRECONDITION_FAILED)
    ("oslo_messaging_rabbit", "rabbit_quorum_queue"): _flag,
    ("oslo_messaging_rabbit", "amqp_durable_queues"): _flag,
}
"""How each of them is read; a key that one of the hosts leaves out is not compared there."""


def twins(snapshot: Snapshot) -> Iterator[tuple[str, Mapping[str, ConfFile]]]:
    """Each file by its path, as the hosts have it on which a service that reads it runs."""
    found: dict[str, dict[str, ConfFile]] = {}
    for host, service in product((host.name for host in snapshot.site.hosts), SERVICES):
        unit, own = reachability.unit(snapshot, host, service), conf.conf_of(snapshot, host, service)
        if own is not None and unit is not None and (unit.active == "active" or unit.failed):
            found.setdefault(own.path, {})[host] = own.file
    for path, known in sorted(found.items()):
        for some in _of_one_cloud(reachability.host_names(snapshot), known):
            yield path, some


def _of_one_cloud(names: Names, known: Mapping[str, ConfFile]) -> Iterable[Mapping[str, ConfFile]]:
    """They share a database, or each keeps to one beside it.

    One that alone has another is a twin all the same, where its region and a section that is no cell's
    say so.
    """
    homes = {host: _home(names, host, file) for host, file in known.items()}
    shared = Counter(home.meant for home in homes.values() if home)
    groups: dict[Hashable, dict[str, ConfFile]] = {}
    for host, home in homes.items():
        where = home and (home.meant if shared[home.meant] > 1 else home.own)
        groups.setdefault(where, {})[host] = known[host]
    several = [some for some in groups.values() if len(some) > 1]
    if len(several) == 1:
        (most,) = several
        whose = {_whose(file) for file in most.values()}
        for some in groups.values():
            (host, file), *more = some.items()
            if not more and {_whose(file)} == whose and all(_whose(file)):
                most[host] = file
    return several


def _whose(file: ConfFile) -> tuple[str, str]:
    """Its region, and the section of the database that is not a cell's; empty where there is none."""
    region = next(filter(None, (file.value(section, "region_name") for section in _ACCOUNTS)), "")
    return region, next((s for s in _DATABASES[:-1] if file.url(s, "connection")), "")


def _home(names: Names, host: str, file: ConfFile) -> Value | None:
    """Which database it keeps its own in."""
    texts = (file.value(section, "connection") for section in _DATABASES)
    return _url(names, host, next(filter(None, texts), ""))


def differences(snapshot: Snapshot, known: Mapping[str, ConfFile]) -> Iterator[Difference]:
    """What is not the same on these hosts.

    Where they do not share a database, only being like most shows that they are one cloud's.
    """
    names = reachability.host_names(snapshot)
    homes = {home and home.meant for home in (_home(names, *one) for one in known.items())}
    one_cloud = len(homes) == 1 and None not in homes
    users: set[str] = set()
    for key, read in READS.items():
        texts = {host: file.value(*key) for host, file in known.items()}
        values = {host: read(names, host, text) for host, text in texts.items() if text}
        found = _difference(key, {host: value for host, value in values.items() if value})
        if found is None or (key[1] == "password" and key[0] in users):
            continue
        users |= {key[0]} if key[1] == "username" else set()
        if one_cloud or found.odd:
            yield found


def _difference(key: Key, values: Mapping[str, Value]) -> Difference | None:
    """By the reading that finds them more alike."""
    by: list[dict[Hashable, list[str]]] = [{}, {}]
    for host, value in values.items():
        by[0].setdefault(value.meant, []).append(host)
        by[1].setdefault(value.own, []).append(host)
    groups = sorted(min(by, key=len).values(), key=lambda hosts: -len(hosts))
    ways = tuple((values[hosts[0]].shown, tuple(hosts)) for hosts in groups)
    return Difference(key, ways) if len(ways) > 1 and not _two_spellings(key, ways) else None


def _two_spellings(key: Key, ways: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
    """Names and addresses may be those of the same places."""
    if READS[key] not in (_url, _list):
        return False
    return len({bool(re.search(r"\d+\.\d+\.\d+\.\d+|\[", shown)) for shown, _ in ways}) > 1
