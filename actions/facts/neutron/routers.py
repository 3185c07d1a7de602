"""Neutron's routers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Router:
    """One router and its gateway."""

    id: str
    name: str
    status: str
    admin_up: bool
    gateway: str = ""
    """The external network's id; empty: it has no way out."""
    addresses: tuple[str, ...] = ()
    """Its addresses on the external network."""
    ha: bool = False
    distributed: bool = False


def parse(raw: Any) -> tuple[Router, ...]:
    """GET /v2.0/routers."""
    found = []
    for row in rows(raw, "routers"):
        gateway = row.get("external_gateway_info") or {}
        found.append(
            Router(
                id=str(row.get("id", "")),
                name=str(row.get("name") or ""),
                status=str(row.get("status") or ""),
                admin_up=bool(row.get("admin_state_up")),
                gateway=str(gateway.get("network_id") or ""),
                addresses=tuple(
                    str(ip.get("ip_address", "")) for ip in gateway.get("external_fixed_ips") or ()
                ),
                ha=bool(row.get("ha")),
                distributed=bool(row.get("distributed")),
            )
        )
    return tuple(found)


PROBE = Probe(
    "routers",
    where_offered(ApiQuery("network", "/routers", "routers", page=1000)),
    parse,
    period=30,
    needs=NEEDS,
)
