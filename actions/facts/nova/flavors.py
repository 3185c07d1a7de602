"""Nova's flavors, those that are not public too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Flavor:
    """One flavor: memory in MiB, disk in GiB."""

    id: str
    name: str
    vcpus: int
    ram: int
    disk: int


def parse(raw: Any) -> tuple[Flavor, ...]:
    """GET /flavors/detail."""
    return tuple(
        Flavor(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            vcpus=int(row.get("vcpus") or 0),
            ram=int(row.get("ram") or 0),
            disk=int(row.get("disk") or 0),
        )
        for row in rows(raw, "flavors")
    )


PROBE = Probe(
    "flavors",
    where_offered(ApiQuery("compute", "/flavors/detail?is_public=None", "flavors", page=500)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
