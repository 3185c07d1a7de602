"""Volumes that stay in a state in which a volume should not stay, and on backends that work."""

from __future__ import annotations

from actions.deployments.services import CINDER_VOLUME
from actions.facts.cinder import older_volumes, volume_services, volumes
from actions.facts.cinder.volumes import Volume
from actions.facts.nova import volume_uses
from actions.model.fact import Snapshot

PATIENCE = {
    "attaching": 900.0, "detaching": 900.0, "reserved": 1800.0, "extending": 1800.0,
    "creating": 3600.0, "deleting": 3600.0, "error": 900.0, "error_deleting": 900.0,
    "backing-up": 86400.0, "downloading": 21600.0, "restoring-backup": 86400.0,
    "retyping": 86400.0, "uploading": 21600.0,
}  # fmt: skip
"""Seconds that each state may last: an image is copied for an hour, and LVM wipes what it deletes."""

RESETS = ("attaching", "detaching", "reserved", "creating", "deleting")
"""States that reset-volume-state knows a way out of."""


def stuck_for(volume: Volume, now: float) -> float:
    """Seconds since its state was last written, where it is stuck; else 0."""
    patience = PATIENCE.get(volume.status)
    if patience is None or volume.updated is None:
        return 0.0
    age = now - volume.updated
    return age if age > patience else 0.0


def known(snapshot: Snapshot) -> tuple[Volume, ...]:
    """The newest volumes, and older ones in states of note."""
    older = {v.id: v for found in snapshot.each(older_volumes.PROBE).values() for v in found}
    return tuple((older | {v.id: v for v in snapshot.get(volumes.PROBE) or ()}).values())


def shelved(snapshot: Snapshot, volume: Volume) -> bool | None:
    """Whether it is reserved, rightly and for good, for what is shelved; None: nobody could see."""
    if volume.status != "reserved":
        return False
    users = volume_uses.users(snapshot, volume.id)
    if users:
        return all(users.values())
    return False if volume_uses.unasked(snapshot, volume.id) == [] else None


def backends(snapshot: Snapshot) -> dict[str, str]:
    """The state of each cinder-volume, by host@backend."""
    services = snapshot.get(volume_services.PROBE) or ()
    return {s.host: s.state for s in services if s.binary == CINDER_VOLUME}


def clustered(snapshot: Snapshot) -> frozenset[str]:
    """The backends' own names that a cluster of cinder-volume serves, of which a member is up."""
    up = [s for s in snapshot.get(volume_services.PROBE) or () if s.cluster and s.state == "up"]
    return frozenset(s.cluster.partition("@")[2] for s in up if s.binary == CINDER_VOLUME)
