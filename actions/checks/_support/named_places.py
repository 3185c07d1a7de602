"""Which keys of the configurations lead to a service that others share, and which hosts they name."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import reachability
from actions.deployments.services import (
    CACHE_SERVER,
    DATABASE_SERVER,
    MESSAGE_BROKER,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NOVA_METADATA,
    OVN_CONTROLLER,
)
from actions.facts.hosts import conf
from actions.facts.hosts.conf import HostConf
from actions.formats.url import Url
from actions.model.fact import Snapshot

_KEYS = {
    MESSAGE_BROKER: (("DEFAULT", "transport_url"),),
    DATABASE_SERVER: (
        ("database", "connection"),
        ("api_database", "connection"),
        ("placement_database", "connection"),
    ),
    CACHE_SERVER: (("keystone_authtoken", "memcached_servers"), ("cache", "memcache_servers")),
    NOVA_METADATA: (("DEFAULT", "nova_metadata_host"),),
    OVN_CONTROLLER: (("ovn", "ovn_sb_connection"),),
}
_ASKS_METADATA = (NEUTRON_METADATA_AGENT, NEUTRON_OVN_METADATA_AGENT)


def places(snapshot: Snapshot, service: str) -> Iterator[tuple[str, str]]:
    """The key that leads to a broker, a database or a memcached, and the host that it names.

    To nova's metadata: of each metadata agent that neutron lists, which passes questions on to it.
    """
    listed = reachability.heard(snapshot) if service == NOVA_METADATA else ()
    agents = {one.host for one in listed if one.binary in _ASKS_METADATA}
    for own, name, key, text in keys(snapshot, service):
        if service == NOVA_METADATA:
            if own.host in agents:
                yield f"{key} of {name} on {own.host}", text
        elif service == CACHE_SERVER:
            for place in filter(None, (part.strip() for part in text.split(","))):
                yield f"{key} of {name} on {own.host}", place.removeprefix("inet6:").rpartition(":")[0]
        elif (url := Url.parse(text)) is not None:
            for one in (url, *url.others):
                if one.host:
                    yield f"{key} of {name} on {own.host}", one.host


def keys(snapshot: Snapshot, service: str) -> Iterator[tuple[HostConf, str, str, str]]:
    """Whose file has a key that leads to such a service, the file's path, the key, and its text."""
    for host in snapshot.site.hosts:
        for path, file in (snapshot.get(conf.PROBE, host.name) or {}).items():
            own = HostConf(host.name, file, path)
            for section, key in _KEYS[service]:
                if text := file.value(section, key):
                    yield own, path, f"[{section}]/{key}", text
