"""Which instances are on a host, as the cells' databases have it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from actions.facts.nova import cell_instances
from actions.model.fact import Snapshot


@lru_cache(maxsize=2)
def _by_host(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for cell in snapshot.each(cell_instances.PROBE).values():
        for uuid, host in cell.hosts.items():
            found.setdefault(host, set()).add(uuid)
    return {host: frozenset(uuids) for host, uuids in found.items()}


def instances_on(snapshot: Snapshot, host: str) -> frozenset[str]:
    """The UUIDs of the live instances that nova has on a host, by nova's own name of it."""
    return _by_host(snapshot).get(host, frozenset())


def known(snapshot: Snapshot) -> bool:
    """Some cell was read, and none that was asked failed to answer."""
    return bool(snapshot.each(cell_instances.PROBE)) and not snapshot.errors(cell_instances.PROBE)
