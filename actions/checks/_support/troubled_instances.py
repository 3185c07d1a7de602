"""Instances that have failed, or that nova has been busy with for long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.checks._support import reachability
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.nova import instances, older_instances
from actions.facts.nova.instances import Instance
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot

NEEDS = (*reachability.HEARD_NEEDS, instances.PROBE, older_instances.PROBE)
"""What `known` and `about` read."""

PATIENCE = 1800.0
"""Seconds that a task, or a build, may take."""
_COPYING = 21600.0
_COPIES = re.compile("^(image_|migrating|resize_migrating|shelving|rebuild)")
"""Tasks that copy disks."""

_OWN = re.compile(
    "quota|limit exceeded|flavor.s (disk|memory) is too small|is larger than|is too large"
    "|image .* (could not be found|is un|is not active)|unsupported image"
    "|block device mapping is invalid|invalid (input|volume|bdm|image)"
    "|(volume|network|port|subnet|key ?pair|flavor|security group) .* (could not be|not) found"
    "|(ip address|fixed ip|port|volume) .* (already|still) in use|multiple possible networks",
    re.IGNORECASE,
)
_NO_HOST = re.compile("no valid host was found", re.IGNORECASE)


def known(snapshot: Snapshot) -> tuple[Instance, ...]:
    """The newest instances, and older ones in states of note."""
    older = {i.id: i for found in snapshot.each(older_instances.PROBE).values() for i in found}
    return tuple((older | {i.id: i for i in snapshot.get(instances.PROBE) or ()}).values())


def own_reason(fault: str) -> bool:
    """A fault for which its owner's request is the reason, and nothing of the cloud."""
    return bool(_OWN.search(fault))


def no_host(fault: str) -> bool:
    """The scheduler found none: it was too much, or something is wrong that is found elsewhere."""
    return bool(_NO_HOST.search(fault))


def stuck_for(instance: Instance, now: float) -> float:
    """Seconds since nova last wrote its row, where it is busy with it for long; else 0."""
    if instance.updated is None or not (instance.task or instance.status == "BUILD"):
        return 0.0
    age = now - instance.updated
    return age if age > (_COPYING if _COPIES.search(instance.task) else PATIENCE) else 0.0


def about(snapshot: Snapshot, found: Sequence[Instance]) -> Entity:
    """What a finding of one or several is about: the instance, its host's nova-compute, or the API."""
    if len(found) == 1:
        return Entity(Kind.INSTANCE, found[0].id)
    hosts = {instance.host for instance in found}
    host = next(iter(hosts))
    return compute_of(snapshot, host) if len(hosts) == 1 and host else api("compute")


def compute_of(snapshot: Snapshot, host: str) -> Entity:
    """The nova-compute of a host, by nova's name of it."""
    return service(reachability.host_names(snapshot).same(host), NOVA_COMPUTE)
