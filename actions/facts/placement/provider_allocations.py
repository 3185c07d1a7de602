"""Who has something allocated of each compute node's resource provider: the consumers' UUIDs."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.nova import hypervisors
from actions.facts.placement import provider_inventories, resource_providers, stale_allocations
from actions.facts.placement.resource_providers import MICROVERSION
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, Query


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The providers of nova's hypervisors, by UUID: those whose inventories are read, too."""
    return {
        id_: ApiQuery(
            "placement", f"/resource_providers/{id_}/allocations", "allocations", MICROVERSION
        )
        for id_ in provider_inventories.ask(snapshot)
    }


PROBE = Probe(
    "provider-allocations",
    ask,
    stale_allocations.parse,
    period=300,
    needs=(hypervisors.PROBE, resource_providers.PROBE),
    reason=provider_inventories.PROBE.reason,
)
