"""Neutron's floating IPs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class FloatingIp:
    """One floating IP: DOWN and without a port until it is attached."""

    address: str
    fixed: str
    network: str
    router: str
    port: str
    status: str


def parse(raw: Any) -> tuple[FloatingIp, ...]:
    """GET /v2.0/floatingips."""
    return tuple(
        FloatingIp(
            address=str(row.get("floating_ip_address") or ""),
            fixed=str(row.get("fixed_ip_address") or ""),
            network=str(row.get("floating_network_id") or ""),
            router=str(row.get("router_id") or ""),
            port=str(row.get("port_id") or ""),
            status=str(row.get("status") or ""),
        )
        for row in rows(raw, "floating IPs")
    )


PROBE = Probe(
    "floating-ips",
    where_offered(ApiQuery("network", "/floatingips", "floatingips", page=1000)),
    parse,
    period=30,
    needs=NEEDS,
)
