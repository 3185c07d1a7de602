"""A hypervisor that reports and of which placement has nothing to give: no instance comes there.

It has no resource provider, or one without an inventory: nova-compute could not write it ([placement]
of its configuration, the placement API, a name that another provider has: a finding of its own).
Source: os-hypervisors against GET /resource_providers and …/inventories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support import reachability
from actions.checks._support.wording import listed
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.nova import cell_databases, hypervisors
from actions.facts.nova.hypervisors import Hypervisor
from actions.facts.placement import provider_inventories, resource_providers
from actions.facts.placement.stale_allocations import conflicts
from actions.model.entity import Entity, Kind, api
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "provider-empty"
MANY = 10
"""More than that have one reason."""
PATIENCE = 180.0
"""Seconds after its start in which a nova-compute may be registering still."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a hypervisor whose nova-compute reports, and has done so for a while."""
    providers = snapshot.get(resource_providers.PROBE)
    if providers is None:
        return
    known = {provider.id for provider in providers}
    refused = {conflict.node.uuid for conflict in conflicts(snapshot)}
    settled = _settled(snapshot)
    found = []
    for one in snapshot.get(hypervisors.PROBE) or ():
        if not one.uuid or one.uuid in refused or one.host not in settled or one.type == "ironic":
            continue
        inventory = snapshot.get(provider_inventories.PROBE, one.uuid)
        if one.uuid not in known:
            found.append((one, f"no resource provider of {one.name} ({one.uuid})"))
        elif inventory is not None and not any(inventory.values()):
            found.append((one, f"a resource provider of {one.name} without any inventory"))
    if len(found) > MANY:
        yield _many(found)
    else:
        yield from (_finding(one, what) for one, what in found)


def _many(found: Sequence[tuple[Hypervisor, str]]) -> Finding:
    """Placement's own tables are gone, or were made anew."""
    return Finding(
        CODE,
        Severity.CRITICAL,
        "placement",
        f"Placement knows nothing of {len(found):,} hypervisors whose {NOVA_COMPUTE} reports "
        f"({listed([one.name for one, _ in found])}), so no instance is placed there: see whether its "
        f"database is the right one; the log of one {NOVA_COMPUTE} says why it cannot register.",
        entity=api("placement"),
        down=True,
    )


def _settled(snapshot: Snapshot) -> set[str]:
    """Nova's names of the hosts whose nova-compute reports and was not just started."""
    names = reachability.host_names(snapshot)
    found: set[str] = set()
    for one in reachability.heard(snapshot):
        if one.binary == NOVA_COMPUTE and one.up:
            unit = reachability.unit(snapshot, names.host(one.name) or "", NOVA_COMPUTE)
            if unit is None or unit.age is None or unit.age > PATIENCE:
                found.add(one.name)
    return found


def _finding(one: Hypervisor, what: str) -> Finding:
    return Finding(
        CODE,
        Severity.CRITICAL,
        one.name,
        f"Placement has {what}, though its {NOVA_COMPUTE} reports: no instance is placed on "
        f"{one.host}. {NOVA_COMPUTE}'s log there says why it cannot register; "
        "`openstack resource provider list` shows what placement has.",
        entity=Entity(Kind.PROVIDER, one.name),
        down=True,
    )


CHECK = Check(
    CODE,
    "Hypervisors without anything to give",
    (
        *reachability.HEARD_NEEDS,
        cell_databases.PROBE,
        hypervisors.PROBE,
        provider_inventories.PROBE,
        resource_providers.PROBE,
        units.PROBE,
    ),
    find,
    Area.COMPUTE,
)
