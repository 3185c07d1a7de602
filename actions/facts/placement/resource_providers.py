"""Placement's resource providers: `openstack resource provider list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

MICROVERSION = "1.14"
"""The first that tells a provider's parent; placement of Queens has it."""


@dataclass(frozen=True)
class Provider:
    """One provider: a compute node's has its UUID and its hypervisor_hostname."""

    id: str
    name: str
    """In all of placement only one has it."""
    parent: str = ""
    """Of one that is a part of another: a device, a bridge."""


def parse(raw: Any) -> tuple[Provider, ...]:
    """GET /resource_providers."""
    return tuple(
        Provider(
            id=str(row.get("uuid", "")),
            name=str(row.get("name") or ""),
            parent=str(row.get("parent_provider_uuid") or ""),
        )
        for row in rows(raw, "resource providers")
    )


PROBE = Probe(
    "resource-providers",
    where_offered(
        ApiQuery("placement", "/resource_providers", "resource_providers", MICROVERSION),
    ),
    parse,
    period=30,
    needs=NEEDS,
)
