"""Cinder's part of the fixed snapshot: a pool nearly full, one with room, and a stuck volume."""

from __future__ import annotations

from typing import Any

from actions.facts.cinder import volume_pools, volumes
from actions.facts.cinder.volume_pools import Pool
from actions.facts.cinder.volumes import Attachment, Volume
from actions.model.fact import Probe

LVM, NFS = "storage1@lvm#lvm", "storage1@nfs#10.20.0.41:/srv"


def facts(now: float) -> dict[Probe[Any], dict[str, Any]]:
    """As they are at that moment."""
    shop = Attachment("i1", "/dev/vdb", "compute1")
    found = (
        Volume("v1", "shop-data", "in-use", 200, LVM, now - 86400 * 30, (shop,)),
        Volume(
            "v2", "batch-in", "detaching", 40, LVM, now - 18100, (Attachment("i3", "/dev/vdb", ""),)
        ),
        Volume("v3", "spare", "available", 50, LVM, now - 86400 * 3),
        Volume("v4", "new", "creating", 10, LVM, now - 20),
        Volume("v5", "dump", "error", 500, "", now - 7300),
        Volume("v6", "old", "available", 20, "storage0@lvm#lvm", now - 86400 * 300),
    )
    pools = (
        Pool(LVM, "up", "iSCSI", 930.5, 68.9, 300.0, 2791.5, True, 20.0, 0.0),
        Pool(NFS, "up", "nfs", 2048.0, 1502.0, 0.0, 0.0, False, None, 0.0),
    )
    return {volume_pools.PROBE: {"": pools}, volumes.PROBE: {"": found}}
