"""The file by which a nova-compute knows which compute node it is, is gone, or says another one.

From 2023.1 on nova-compute writes its compute node's UUID into compute_id below its state once, and
refuses to start without it ("No local node identity found, but this is not our first startup on this
host"); with another UUID it would be another node. Source: the file, against compute_nodes of the cell.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability
from actions.checks._support.node_identity import NEEDS, Identity, lost
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.nova import compute_host
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "compute-id"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host."""
    return [_finding(snapshot, one) for one in lost(snapshot)]


def _finding(snapshot: Snapshot, one: Identity) -> Finding:
    unit = reachability.unit(snapshot, one.host, NOVA_COMPUTE)
    runs = unit is not None and unit.active == "active" and not unit.failed
    what = f"says {one.found}" if one.found else "is not there"
    then = "it would be another compute node" if one.found else "it refuses to start"
    says = f"{one.path} on {one.host} {what}, and its compute node is {one.uuid}: {then}, " + (
        "once it is started again." if runs else f"and {NOVA_COMPUTE} there does not run."
    )
    return Finding(
        CODE,
        Severity.WARNING if runs else Severity.CRITICAL,
        one.host,
        says,
        "restore-compute-id",
        one.host,
        entity=service(one.host, NOVA_COMPUTE),
        down=not runs,
        evidence=(
            Evidence(
                f"{one.path} on {one.host}",
                one.found or "no such file",
                snapshot.reading(compute_host.PROBE, one.host).at,
            ),
            Evidence("compute_nodes", f"{one.uuid} (host {one.name})"),
        ),
    )


CHECK = Check(CODE, "Compute hosts that lost their identity", (*NEEDS, units.PROBE), find, Area.COMPUTE)
