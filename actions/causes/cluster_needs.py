"""The needs of MariaDB and RabbitMQ, and of what stands before several members of either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from actions.checks._support import broker_views, database_servers, reachability, vips
from actions.deployments.all import state
from actions.deployments.parts import DATABASE, MESSAGING
from actions.deployments.services import (
    CINDER_SCHEDULER,
    DATABASE_SERVER,
    MESSAGE_BROKER,
    NEUTRON_RPC_SERVER,
    NOVA_CONDUCTOR,
    NOVA_SCHEDULER,
)
from actions.facts.hosts import host_status
from actions.formats.url import Url
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]
_HEAR = (CINDER_SCHEDULER, NEUTRON_RPC_SERVER, NOVA_CONDUCTOR, NOVA_SCHEDULER)
"""Whose queues hold what nobody hears, though they report by other ways, or not at all."""


def databases_addresses(snapshot: Snapshot, urls: Mapping[Entity, Url]) -> Pairs:
    """An address that keepalived moves, and the member that answers there."""
    known, names = vips.keepers(snapshot), reachability.host_names(snapshot)
    answering = database_servers.statuses(snapshot)
    for about, url in urls.items():
        if url.host in known:
            yield about, Entity(Kind.VIP, url.host)
        if about in answering:
            yield about, service(names.same(answering[about].hostname), DATABASE_SERVER)


def servers_disks(snapshot: Snapshot) -> Pairs:
    """The file system on which each keeps its data."""
    for name, part in ((DATABASE_SERVER, DATABASE), (MESSAGE_BROKER, MESSAGING)):
        for on, status in snapshot.each(host_status.PROBE).items():
            if reachability.unit(snapshot, on, name) is None:
                continue
            mounts = [system.mount for system in status.file_systems]
            for folder in state(part):
                under = [m for m in mounts if m == "/" or f"{folder}/".startswith(f"{m.rstrip('/')}/")]
                if under:
                    yield service(on, name), Entity(Kind.FILE_SYSTEM, f"{on}:{max(under, key=len)}")


def silent_speakers(snapshot: Snapshot, speakers: Iterable[tuple[str, str]]) -> Pairs:
    """Who runs and is not heard, while a member is out: it may wait a minute for that very one."""
    out = broker_views.silent_places(snapshot)
    up = {(one.host, one.binary): one.up for one in reachability.heard(snapshot)} if out else {}
    for on, name in dict.fromkeys(speakers) if out else ():
        unit = reachability.unit(snapshot, on, name)
        runs = unit is not None and unit.active == "active" and not unit.failed
        if runs and (name in _HEAR or not up.get((on, name), True)):
            yield from ((service(on, name), service(member, MESSAGE_BROKER)) for member in out)
