"""A nova-compute row is of an older release than the controllers' nova still works with.

nova-api, nova-scheduler and nova-conductor count the oldest live row of all cells, a dead host's too,
and do not start: "Current Nova version does not support computes older than …" (since Victoria,
LP#1956983). Source: services.version in each cell, and nova/objects/service.py for what each accepts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from actions.checks._support import cells, presence
from actions.deployments.services import NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "compute-too-old"
OLDEST = ((53, 52), (57, 54), (61, 57), (64, 61), (67, 66), (70, 68), (73, 72))
"""The controllers' own service version, from this one on, and the oldest that it accepts.

SERVICE_VERSION and OLDEST_SUPPORTED_SERVICE_VERSION at the end of each stable branch: Wallaby 56 and
52, Xena 60 and 54, Yoga 61 and 57, Zed 64 and 61, 2023.1 66 and 61, 2023.2 66 and 66, 2024.1 67 and
66, 2024.2 67 and 66, 2025.1 68 and 66, 2025.2 70 and 68, 2026.1 72 and 68. Where two releases share a
version the more lenient counts.
"""
CONTROLLERS = frozenset({NOVA_CONDUCTOR, NOVA_SCHEDULER})


def accepted(own: int) -> int:
    """The oldest service version that a controller of version `own` works with; 0: any."""
    place = bisect_right([version for version, _ in OLDEST], own)
    return OLDEST[place - 1][1] if place else 0


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host that is too old; nova leaves out those that were forced down."""
    rows = [
        row
        for cell in cells.real(snapshot)
        if (database := snapshot.get(cell_databases.PROBE, cell.uuid)) is not None
        for row in database.services
    ]
    own = max((row.version for row in rows if row.binary in CONTROLLERS), default=0)
    versions = {row.host: row.version for row in rows if row.binary == NOVA_COMPUTE}
    reading = snapshot.reading(compute_services.PROBE)
    services = {s.host: s for s in reading.fact or () if s.binary == NOVA_COMPUTE}
    for host, version in versions.items():
        service = services.get(host)
        if 0 < version < accepted(own) and not (service and service.forced_down):
            down = service is not None and service.state == "down"
            heartbeat = service.heartbeat if service else None
            silence = reading.at - heartbeat if heartbeat and down else 0.0
            yield _finding(host, version, own, down, presence.gone(snapshot, host, silence))


def _finding(host: str, version: int, own: int, down: bool, gone: bool) -> Finding:
    says = (
        f"{NOVA_COMPUTE} on {host} has service version {version}, and the controllers' nova "
        f"(version {own}) works with {accepted(own)} and later: their services will not start again"
    )
    subject = f"{host}/{NOVA_COMPUTE}"
    if gone:
        says += ", and nothing of the host is left: its row can go."
        return Finding(CODE, Severity.CRITICAL, subject, says, "delete-stale-service", subject)
    if down:
        says += (
            f", and it is down: upgrade {host}, or take it out of the site file if it is gone for good."
        )
        return Finding(CODE, Severity.CRITICAL, subject, says)
    return Finding(CODE, Severity.CRITICAL, subject, f"{says} until {host} is upgraded.")


CHECK = Check(
    CODE,
    "Computes of too old a release",
    (*presence.NEEDS, cell_databases.PROBE, cell_mappings.PROBE),
    find,
    Area.COMPUTE,
)
