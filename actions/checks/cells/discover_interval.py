"""Several schedulers discover hosts by themselves, and stumble over each other.

`[scheduler] discover_hosts_in_cells_interval` of 0 (60 s) or more on more than one of them ends in
"Duplicate entry 'H' for key 'uniq_host_mappings0host'" and HostMappingExists (LP#1824445). From
2025.1 on the schedulers elect one of them. Source: nova.conf of each host with a nova-scheduler.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import listed
from actions.deployments.services import NOVA_SCHEDULER
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "discover-interval"
ELECTING = 68
"""The service version of 2025.1 (nova e98393c5c2: allow discover host to be enabled in multiple
schedulers)."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """At most one finding, with the hosts."""
    names = Names.of(snapshot)
    services = snapshot.get(compute_services.PROBE) or ()
    hosts = {names.host(s.host) for s in services if s.binary == NOVA_SCHEDULER} - {None}
    searching = sorted(host for host in hosts if host and _interval(snapshot, host) >= 0)
    if len(searching) > 1 and not _electing(snapshot):
        yield Finding(
            CODE,
            Severity.WARNING,
            NOVA_SCHEDULER,
            f"The schedulers on {listed(searching)} all discover hosts by themselves and map them "
            "twice (HostMappingExists): leave [scheduler] discover_hosts_in_cells_interval on one, "
            f"set it to -1 on the others and restart {NOVA_SCHEDULER} there.",
            entity=service(searching[0], NOVA_SCHEDULER),
        )


def _interval(snapshot: Snapshot, host: str) -> int:
    own = conf.conf_of(snapshot, host, NOVA_SCHEDULER)
    text = own.file.value("scheduler", "discover_hosts_in_cells_interval") if own else ""
    return int(text) if text.isdigit() else -1


def _electing(snapshot: Snapshot) -> bool:
    versions = [
        row.version
        for cell in cells.real(snapshot)
        if (database := snapshot.get(cell_databases.PROBE, cell.uuid)) is not None
        for row in database.services
        if row.binary == NOVA_SCHEDULER
    ]
    return bool(versions) and min(versions) >= ELECTING


CHECK = Check(
    CODE,
    "Schedulers that discover hosts at once",
    (
        cell_databases.PROBE,
        cell_mappings.PROBE,
        compute_services.PROBE,
        conf.PROBE,
        host_status.PROBE,
    ),
    find,
    Area.CELLS,
)
