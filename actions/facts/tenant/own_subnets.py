"""The subnets of the login's own project: the first tenant's, for the install actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class OwnSubnet:
    """One subnet as it was asked for."""

    id: str
    name: str
    network: str
    """The network's id."""
    cidr: str


def parse(raw: Any) -> tuple[OwnSubnet, ...]:
    """GET /v2.0/subnets."""
    return tuple(
        OwnSubnet(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            network=str(row.get("network_id", "")),
            cidr=str(row.get("cidr") or ""),
        )
        for row in rows(raw, "subnets")
    )


PROBE = Probe(
    "own-subnets",
    where_offered(ApiQuery("network", "/subnets?project_id={project}", "subnets", page=1000)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
