"""The needs of volumes."""

from __future__ import annotations

from actions.causes.needs.model import Pairs
from actions.checks._support import reachability, stuck
from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Snapshot


def volumes_backends(snapshot: Snapshot) -> Pairs:
    """Those that are in the middle of something wait for the service of their backend, or for one."""
    for volume in stuck.known(snapshot):
        if volume.status in stuck.PATIENCE:
            name = CINDER_VOLUME if volume.backend else CINDER_SCHEDULER
            place = reachability.host_names(snapshot).host(volume.backend) if volume.backend else None
            hosts = [place] if volume.backend else [host.name for host in snapshot.site.hosts]
            known = [(host, reachability.unit(snapshot, host, name)) for host in hosts if host]
            if volume.backend or not any(unit and unit.active == "active" for _, unit in known):
                for host, unit in known:
                    if volume.backend or unit is not None:
                        yield Entity(Kind.VOLUME, volume.id), service(host, name)
