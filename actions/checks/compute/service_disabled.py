"""Nova itself has disabled a nova-compute: its libvirt does not answer.

The libvirt driver writes "AUTO: Connection to libvirt lost: N" (DISABLE_PREFIX in
nova/virt/libvirt/driver.py) when its connection closes, and takes it back by itself once it has a new
one. A reason without "AUTO: ", or none, is a person's: such a host is in maintenance, and nothing is
wrong. Source: status and disabled_reason of /os-services, instances of each cell, and the units.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import endings, hosted, reachability
from actions.checks._support.wording import count
from actions.deployments.services import LIBVIRT, NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.facts.nova import cell_instances, compute_services
from actions.facts.nova.compute_services import Service
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "service-disabled"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host; nova lists each twice where two cells are on one database."""
    reading = snapshot.reading(compute_services.PROBE)
    rows = {s.host: s for s in reading.fact or () if s.binary == NOVA_COMPUTE and s.by_nova}
    return [_finding(snapshot, row, reading.at) for row in rows.values()]


def _finding(snapshot: Snapshot, row: Service, at: float) -> Finding:
    host = reachability.host_names(snapshot).host(row.host)
    there = hosted.instances_on(snapshot, row.host)
    says = (
        f"Nova itself has disabled {NOVA_COMPUTE} on {row.host} ({row.reason}): no instance is placed "
        "there"
    )
    if there:
        says += f", and the {count(len(there), 'instance')} on it cannot be managed"
    if row.state == "down":
        says += f"; {NOVA_COMPUTE} does not report either"
    still = _still(snapshot, host) if host else []
    told = [f"{unit.name} there {endings.state(unit)}" for unit in still]
    says += f". {' and '.join(told)}." if told else "."
    helps = host is not None and not any(unit.starting for unit in still)
    return Finding(
        CODE,
        _severity(snapshot, host, still, bool(there)),
        f"{row.host}/{NOVA_COMPUTE}",
        says,
        "recover-compute" if helps else "",
        host or "" if helps else "",
        entity=service(host or row.host, NOVA_COMPUTE),
        down=True,
        since=row.heartbeat or 0.0 if row.state == "down" else 0.0,
        evidence=(
            Evidence(
                "GET /os-services", f"{row.status}, {row.state}, disabled_reason: {row.reason}", at
            ),
        ),
    )


def _severity(snapshot: Snapshot, host: str | None, still: list[Unit], used: bool) -> Severity:
    """What comes up with its host nova enables by itself."""
    if host and any(unit.starting for unit in still) and reachability.booting(snapshot, host):
        return Severity.NOTICE
    return Severity.CRITICAL if used else Severity.WARNING


def _still(snapshot: Snapshot, host: str) -> list[Unit]:
    """The units of the two that systemd was asked of and that are not active."""
    known = (reachability.unit(snapshot, host, name) for name in (LIBVIRT, NOVA_COMPUTE))
    return [unit for unit in known if unit is not None and unit.active != "active"]


CHECK = Check(
    CODE,
    "Computes that nova has disabled",
    (*reachability.HEARD_NEEDS, cell_instances.PROBE, units.PROBE),
    find,
    Area.COMPUTE,
)
