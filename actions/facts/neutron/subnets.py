"""Neutron's subnets, with the addresses used in each and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Subnet:
    """One subnet and its addresses."""

    id: str
    name: str
    network: str
    """The network's id."""
    cidr: str
    used: int
    total: int

    @property
    def free(self) -> int:
        """Addresses left in its allocation pools."""
        return max(0, self.total - self.used)


def parse(raw: Any) -> tuple[Subnet, ...]:
    """GET /v2.0/network-ip-availabilities (administrators only): one row a network."""
    return tuple(
        Subnet(
            id=str(subnet.get("subnet_id", "")),
            name=str(subnet.get("subnet_name") or ""),
            network=str(row.get("network_id", "")),
            cidr=str(subnet.get("cidr", "")),
            used=int(subnet.get("used_ips") or 0),
            total=int(subnet.get("total_ips") or 0),
        )
        for row in rows(raw, "networks")
        for subnet in row.get("subnet_ip_availability") or ()
    )


PROBE = Probe(
    "subnets",
    where_offered(ApiQuery("network", "/network-ip-availabilities", "network_ip_availabilities")),
    parse,
    period=30,
    needs=NEEDS,
)
