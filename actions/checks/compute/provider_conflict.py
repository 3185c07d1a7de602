"""A compute node that placement refuses, because an older provider has its name.

compute_nodes got a new UUID (a database put back, a host installed anew, a compute service deleted and
come back), and the provider of the old one is still there: nova-compute says "Conflicting resource
provider name: H already exists" once a minute, reports all the same, and gets no instance any more.
Source: GET /resource_providers against compute_nodes and os-hypervisors, by UUID and by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability
from actions.checks._support.wording import count
from actions.facts.nova import cell_databases, hypervisors
from actions.facts.placement import resource_providers, stale_allocations
from actions.facts.placement.stale_allocations import Conflict, conflicts
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "provider-conflict"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a node."""
    return [_finding(snapshot, conflict) for conflict in conflicts(snapshot)]


def _finding(snapshot: Snapshot, conflict: Conflict) -> Finding:
    node, old = conflict.node, conflict.provider
    held = snapshot.get(stale_allocations.PROBE, old.id)
    says = (
        f"Placement has a provider {old.name} of another UUID ({old.id}) than the compute node "
        f"{node.name} has ({node.uuid}), so nova cannot register this one there, and no instance is "
        f"placed on {node.host}: "
    )
    action, target = "delete-stale-provider", node.name
    if held is None:
        says += "what is allocated of the old one is not known."
    elif held:
        says += (
            f"the old one has allocations of {count(len(held), 'consumer')}, so the host needs its old "
            "UUID back."
        )
        host = reachability.host_names(snapshot).host(node.host)
        if host:
            action, target = "restore-compute-id", host
    else:
        says += "the old one has no allocations, and can go."
    return Finding(
        CODE,
        Severity.CRITICAL,
        node.name,
        says,
        action,
        target,
        entity=Entity(Kind.PROVIDER, node.name),
        down=True,
        evidence=(
            Evidence(
                "GET /resource_providers",
                f"{old.id} {old.name}",
                snapshot.reading(resource_providers.PROBE).at,
            ),
            Evidence("compute_nodes", f"{node.uuid} {node.name} (host {node.host})"),
        ),
    )


CHECK = Check(
    CODE,
    "Compute nodes that placement refuses",
    (
        *reachability.HEARD_NEEDS,
        cell_databases.PROBE,
        hypervisors.PROBE,
        resource_providers.PROBE,
        stale_allocations.PROBE,
    ),
    find,
    Area.COMPUTE,
)
