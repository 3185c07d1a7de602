"""Whether the APIs that nova-compute calls take a connection from each compute host.

Nobody else calls them from there: where a firewall or a route is wrong for one host, all is well until
an instance is to be built on it. Only a connection is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from actions.deployments.all import units_of
from actions.deployments.services import NOVA_COMPUTE
from actions.facts._support import tcp
from actions.facts._support.shell import sections
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import ConfFile
from actions.facts.keystone import catalog
from actions.facts.keystone.catalog import Offered
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

CALLED: Mapping[str, str] = {"placement": "placement", "network": "neutron", "image": "glance"}
"""Types of the catalog, and the sections of nova.conf that say at which of their interfaces."""
IDENTITY = "identity"
_PORTS = {"http": 80, "https": 443}

Reach = Mapping[str, str]
"""By host:port, why there is no connection; empty: there is one."""


@lru_cache(maxsize=2)
def used(snapshot: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """By host, the places that its nova-compute calls, host:port, each with the type of the API."""
    found = {host.name: _used(snapshot, host.name) for host in snapshot.site.hosts}
    return {host: places for host, places in found.items() if places}


def _used(snapshot: Snapshot, host: str) -> Mapping[str, str]:
    known = snapshot.get(units.PROBE, host) or {}
    if not any(name in known for name in units_of(NOVA_COMPUTE)):
        return {}
    own = conf.own_conf_of(snapshot, host, NOVA_COMPUTE)
    if own is None:
        return {}
    offered = snapshot.get(catalog.PROBE) or ()
    urls = (*_logins(own.file), *_endpoints(own.file, offered))
    return {place: kind for kind, url in urls if (place := place_of(url))}


def _logins(file: ConfFile) -> Iterator[tuple[str, str]]:
    """Of its own: nova-compute checks nobody's token."""
    for section in {section for section, key in file.keys if key == "auth_url"}:
        if section != "keystone_authtoken":
            yield IDENTITY, file.value(section, "auth_url")


def _endpoints(file: ConfFile, offered: Iterable[Offered]) -> Iterator[tuple[str, str]]:
    """By the catalog, where its section names none."""
    for one in (one for one in offered if one.type in CALLED):
        section = CALLED[one.type]
        named = file.value(section, "endpoint_override")
        first = file.value(section, "valid_interfaces").split(",")[0].strip() or "internal"
        urls = [address.url for address in one.here if address.interface == first]
        yield from ((one.type, url) for url in ([named] if named else urls))


def place_of(url: str) -> str:
    """host:port; empty: of an address of IPv6, which bash does not take, or of no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if port and parts.hostname and ":" not in parts.hostname else ""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One line for each host whose nova-compute calls any."""
    lines = {
        host: tcp.tried(sorted(places), 'echo "$p open"') for host, places in used(snapshot).items()
    }
    return {host: ShellQuery(host, line) for host, line in lines.items()}


def parse(answer: ShellResult) -> Reach:
    """A line for each place that was connected to, and bash's own for one that was not."""
    found = sections(answer)
    lines = found.get("said", "").splitlines()
    places = found.get("asked", "").split()
    return {one: "" if f"{one} open" in lines else tcp.failure(one, lines) for one in places}


PROBE = Probe("api-reach", ask, parse, period=120, needs=(catalog.PROBE, conf.PROBE, units.PROBE))
