"""The needs of what runs on hosts: the host, what runs beside it, room on its disk."""

from __future__ import annotations

from actions.causes.needs.configured import services
from actions.causes.needs.model import Pairs
from actions.checks._support import reachability, wanted
from actions.deployments.all import state
from actions.deployments.parts import DATABASE, MESSAGING
from actions.deployments.services import DATABASE_SERVER, MESSAGE_BROKER
from actions.facts.hosts import host_status
from actions.model.entity import Entity, Kind, host, service
from actions.model.fact import Snapshot


def services_on_hosts(snapshot: Snapshot) -> Pairs:
    """Each needs its own."""
    return ((service(on, name), host(on)) for on, name in services(snapshot))


def beside(snapshot: Snapshot) -> Pairs:
    """On the same host."""
    known = set(services(snapshot))
    pairs = ((on, name, other) for on, name in known for other in wanted.BESIDE.get(name, ()))
    return (
        (service(on, name), service(on, other)) for on, name, other in pairs if (on, other) in known
    )


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
