"""The floating IPs of the login's own project, with their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class OwnFloatingIp:
    """One floating IP."""

    id: str
    address: str
    network: str
    """The id of the network that it is from."""
    port: str
    """The id of the port that it leads to; empty: to none."""


def parse(raw: Any) -> tuple[OwnFloatingIp, ...]:
    """GET /v2.0/floatingips."""
    return tuple(
        OwnFloatingIp(
            id=str(row.get("id", "")),
            address=str(row.get("floating_ip_address") or ""),
            network=str(row.get("floating_network_id") or ""),
            port=str(row.get("port_id") or ""),
        )
        for row in rows(raw, "floating IPs")
    )


PROBE = Probe(
    "own-floating-ips",
    where_offered(ApiQuery("network", "/floatingips?project_id={project}", "floatingips", page=1000)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
