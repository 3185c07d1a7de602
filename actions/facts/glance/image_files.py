"""The files of the first tenant's image, on the machine that stackmend runs on: sizes in bytes."""

from __future__ import annotations

from collections.abc import Mapping

from actions.model.fact import Probe, Snapshot
from actions.model.query import FileQuery, Query

KEYS = ("image", "kernel", "ramdisk")
"""The keys of [install.tenant] that name files."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every file that the site file names, by its key."""
    tenant = snapshot.site.settings.get("tenant", {})
    given = {key: tenant.get(key) for key in KEYS} if isinstance(tenant, dict) else {}
    return {key: FileQuery(path) for key, path in given.items() if path and isinstance(path, str)}


def parse(size: int) -> int:
    """Bytes."""
    return size


PROBE = Probe("image-files", ask, parse, period=0)
