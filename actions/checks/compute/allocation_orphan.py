"""Placement counts what is gone: a compute node has less room than it has.

An evacuation, or a deletion that failed half-way, left an allocation behind: "Instance U has
allocations against this compute host but is not found in the database". Source: the consumers of each
compute node's provider, against instances and migrations of every cell, and nova_api's mappings.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.wording import count, listed, verb
from actions.facts.keystone import catalog
from actions.facts.nova import cell_instances, cell_mappings
from actions.facts.placement import provider_allocations, resource_providers, unknown_consumers
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "allocation-orphan"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a provider."""
    gone = unknown_consumers.gone(snapshot)
    names = {provider.id: provider.name for provider in snapshot.get(resource_providers.PROBE) or ()}
    for id_, consumers in snapshot.each(provider_allocations.PROBE).items():
        found = sorted(gone.intersection(consumers))
        if found:
            name = names.get(id_, id_)
            yield Finding(
                CODE,
                Severity.WARNING,
                name,
                f"Placement counts {count(len(found), 'consumer')} on {name} ({listed(found)}) that no "
                f"cell has as an instance or a migration: {name} has less room there than it has. "
                f"{verb(len(found), 'It was', 'They were')} deleted, or evacuated, and "
                f"{verb(len(found), 'its allocation', 'their allocations')} stayed.",
                "delete-orphan-allocations",
                name,
                entity=Entity(Kind.PROVIDER, name),
                evidence=(
                    Evidence(
                        f"GET /resource_providers/{id_}/allocations",
                        ", ".join(found),
                        snapshot.reading(provider_allocations.PROBE, id_).at,
                    ),
                ),
            )


CHECK = Check(
    CODE,
    "Allocations of instances that are gone",
    (
        catalog.PROBE,
        cell_instances.PROBE,
        cell_mappings.PROBE,
        provider_allocations.PROBE,
        resource_providers.PROBE,
        unknown_consumers.PROBE,
    ),
    find,
    Area.COMPUTE,
)
