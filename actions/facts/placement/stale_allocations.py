"""What is allocated of providers that stand in a compute node's way: its name, another UUID."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts.nova import cell_databases, hypervisors
from actions.facts.placement import resource_providers
from actions.facts.placement.resource_providers import MICROVERSION, Provider
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, ParseError, Query


@dataclass(frozen=True)
class Node:
    """A live compute node, as a cell's database or nova's API has it."""

    uuid: str
    name: str
    """hypervisor_hostname; nova's name of the host, where the API does not list it."""
    host: str


@dataclass(frozen=True)
class Conflict:
    """A compute node that placement refuses a provider, because another one has its name."""

    node: Node
    provider: Provider


def nodes(snapshot: Snapshot) -> Iterable[Node]:
    """All live compute nodes that are known, each once."""
    found = {
        node.uuid: Node(node.uuid, node.host, node.host)
        for database in snapshot.each(cell_databases.PROBE).values()
        for node in database.computes
    }
    for one in snapshot.get(hypervisors.PROBE) or ():
        if one.uuid:
            found[one.uuid] = Node(one.uuid, one.name, one.host)
    return found.values()


def conflicts(snapshot: Snapshot) -> tuple[Conflict, ...]:
    """Nodes without a provider of their own, whose name one has that is no live node's."""
    providers = snapshot.get(resource_providers.PROBE) or ()
    if not providers:
        return ()
    own = {provider.id for provider in providers}
    by_name = {provider.name: provider for provider in providers if not provider.parent}
    known = {node.uuid: node for node in nodes(snapshot)}
    return tuple(
        Conflict(node, by_name[node.name])
        for node in known.values()
        if node.uuid not in own and node.name in by_name and by_name[node.name].id not in known
    )


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Of each such provider, by its UUID."""
    return {
        conflict.provider.id: ApiQuery(
            "placement",
            f"/resource_providers/{conflict.provider.id}/allocations",
            "allocations",
            MICROVERSION,
        )
        for conflict in conflicts(snapshot)
    }


def parse(raw: Any) -> tuple[str, ...]:
    """GET /resource_providers/{uuid}/allocations: the consumers' UUIDs."""
    if not isinstance(raw, dict):
        raise ParseError(f"expected an object of allocations, got {type(raw).__name__}")
    return tuple(sorted(str(consumer) for consumer in raw))


PROBE = Probe(
    "stale-allocations",
    ask,
    parse,
    period=30,
    needs=(cell_databases.PROBE, hypervisors.PROBE, resource_providers.PROBE),
)
