"""Machines that nova knows under another name than their nova-compute goes by now.

nova-compute goes by [DEFAULT] host, or by the machine's own name. Under another one it is another host
to nova: what runs there is lost to it. From 2023.1 on it refuses to start then ("Possible rename
detected"); before that it registers as a new host.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from actions.checks._support import cells, compute_conf, hosted, reachability
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf, host_status, units
from actions.facts.nova import cell_instances, cell_mappings, compute_services
from actions.facts.nova.compute_services import Service
from actions.model.fact import Snapshot

NEEDS = (
    *reachability.HEARD_NEEDS,
    cell_instances.PROBE,
    cell_mappings.PROBE,
    conf.PROBE,
    units.PROBE,
)
"""What `renamed` reads."""


@dataclass(frozen=True)
class Renamed:
    """One machine under two names."""

    host: str
    """The site file's name."""
    old: Service
    """Nova's row of the name that it had: it is down, or will be within a minute."""
    new: str
    """The name that its nova-compute goes by now."""
    registered: bool
    """Nova lists the new one too."""
    path: str
    """The file in which [DEFAULT] host says so; empty: none does, and the machine's own name counts."""


@lru_cache(maxsize=2)
def renamed(snapshot: Snapshot) -> tuple[Renamed, ...]:
    """At most one a host of the site file."""
    services = snapshot.get(compute_services.PROBE) or ()
    rows = {s.host: s for s in services if s.binary == NOVA_COMPUTE}
    found = (_renamed(snapshot, host.name, rows) for host in snapshot.site.hosts)
    return tuple(one for some in found for one in some)


def name_of(snapshot: Snapshot, host: str) -> compute_conf.Setting | None:
    """The name that nova-compute on a host goes by, and the file that says so, if one does."""
    own = compute_conf.setting(snapshot, host, "DEFAULT", "host")
    if own is None or own.value:
        return own
    status = snapshot.get(host_status.PROBE, host)
    return compute_conf.Setting(status.hostname, "") if status else None


def _renamed(snapshot: Snapshot, host: str, rows: dict[str, Service]) -> Iterator[Renamed]:
    unit = reachability.unit(snapshot, host, NOVA_COMPUTE)
    if unit is None:
        return
    began = snapshot.reading(units.PROBE, host).at - (unit.age if unit.age is not None else 0.0)
    own = name_of(snapshot, host)
    if own is None or not own.value:
        return
    new = rows.get(own.value)
    if new is not None and new.state != "up":
        return  # it is down under its own name: that is another trouble
    names = reachability.host_names(snapshot)
    others = [
        row
        for name, row in rows.items()
        if name != own.value and _silent(row, began) and names.host(name) == host
    ]
    mapped = {name for cell in cells.real(snapshot) for name in cell.hosts}
    others = [r for r in others if hosted.instances_on(snapshot, r.host) or own.value not in mapped]
    if others:
        old = max(others, key=lambda r: (len(hosted.instances_on(snapshot, r.host)), r.heartbeat or 0))
        yield Renamed(host, old, own.value, new is not None, own.path)


def _silent(row: Service, began: float) -> bool:
    """Down, or not heard of since nova-compute there was started: nova needs a minute to say down."""
    return row.state == "down" or (row.heartbeat is not None and row.heartbeat < began)


def new_names(snapshot: Snapshot) -> frozenset[str]:
    """Names under which a machine must not be mapped to a cell."""
    return frozenset(one.new for one in renamed(snapshot))
