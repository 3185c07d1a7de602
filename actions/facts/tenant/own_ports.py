"""The ports of the login's own project: of its instances, and of its routers on its subnets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class OwnPort:
    """One port."""

    id: str
    device: str
    """The id of the instance or router that has it."""
    network: str
    subnets: tuple[str, ...]
    """The ids of the subnets in which it has addresses."""


def parse(raw: Any) -> tuple[OwnPort, ...]:
    """GET /v2.0/ports."""
    return tuple(
        OwnPort(
            id=str(row.get("id", "")),
            device=str(row.get("device_id") or ""),
            network=str(row.get("network_id", "")),
            subnets=tuple(str(ip.get("subnet_id", "")) for ip in row.get("fixed_ips") or ()),
        )
        for row in rows(raw, "ports")
    )


PROBE = Probe(
    "own-ports",
    where_offered(ApiQuery("network", "/ports?project_id={project}", "ports", page=500)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
