"""Neutron's networks and their subnets, with addresses used and free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Network:
    """One network; provider attributes are visible to an administrator only."""

    id: str
    name: str
    status: str
    admin_up: bool
    external: bool
    shared: bool
    mtu: int | None
    type: str = ""
    physical: str = ""
    segment: int | None = None


def parse(raw: Any) -> tuple[Network, ...]:
    """GET /v2.0/networks."""
    return tuple(
        Network(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            status=str(row.get("status") or ""),
            admin_up=bool(row.get("admin_state_up")),
            external=bool(row.get("router:external")),
            shared=bool(row.get("shared")),
            mtu=row.get("mtu"),
            type=str(row.get("provider:network_type") or ""),
            physical=str(row.get("provider:physical_network") or ""),
            segment=row.get("provider:segmentation_id"),
        )
        for row in rows(raw, "networks")
    )


PROBE = Probe(
    "networks",
    where_offered(ApiQuery("network", "/networks", "networks", page=1000)),
    parse,
    period=30,
    needs=NEEDS,
)
