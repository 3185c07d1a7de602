"""What neutron's subnets are meant to have: DHCP or none, and which gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class SubnetOptions:
    """One subnet as it was asked for."""

    id: str
    network: str
    """The network's id."""
    dhcp: bool
    gateway: str
    """The address that instances send to what is elsewhere; empty: none."""


def parse(raw: Any) -> tuple[SubnetOptions, ...]:
    """GET /v2.0/subnets with few fields."""
    return tuple(
        SubnetOptions(
            id=str(row.get("id", "")),
            network=str(row.get("network_id", "")),
            dhcp=bool(row.get("enable_dhcp")),
            gateway=str(row.get("gateway_ip") or ""),
        )
        for row in rows(raw, "subnets")
    )


_FIELDS = ("id", "network_id", "enable_dhcp", "gateway_ip")

PROBE = Probe(
    "subnet-options",
    where_offered(
        ApiQuery(
            "network", "/subnets?" + "&".join(f"fields={f}" for f in _FIELDS), "subnets", page=1000
        )
    ),
    parse,
    period=60,
    needs=NEEDS,
)
