"""What each compute node's resource provider has to give: its inventory, by resource class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.facts.nova import hypervisors
from actions.facts.placement import resource_providers
from actions.facts.placement.resource_providers import MICROVERSION
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, ParseError, Query

FEW = 8
"""A request for each: with more of them a plain check leaves it out."""
MOST = 64
"""Of larger clouds these are looked into; all are compared by name and UUID."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The providers of nova's hypervisors, by UUID."""
    nodes = {hypervisor.uuid for hypervisor in snapshot.get(hypervisors.PROBE) or ()}
    providers = [p.id for p in snapshot.get(resource_providers.PROBE) or () if p.id in nodes]
    return {
        id_: ApiQuery(
            "placement", f"/resource_providers/{id_}/inventories", "inventories", MICROVERSION
        )
        for id_ in providers[:MOST]
    }


def parse(raw: Any) -> Mapping[str, int]:
    """GET /resource_providers/{uuid}/inventories: the total of each resource class."""
    if not isinstance(raw, dict):
        raise ParseError(f"expected an object of inventories, got {type(raw).__name__}")
    return {str(name): int(one.get("total") or 0) for name, one in raw.items()}


def _few(snapshot: Snapshot) -> bool:
    known = snapshot.get(hypervisors.PROBE)
    return known is None or len(known) <= FEW


PROBE = Probe(
    "provider-inventories",
    ask,
    parse,
    period=300,
    needs=(hypervisors.PROBE, resource_providers.PROBE),
    reason=_few,
)
