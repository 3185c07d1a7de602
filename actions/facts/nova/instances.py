"""Nova's newest instances: `openstack server list --all-projects --limit 200`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows, when
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

LIMIT = 200
"""Nova needs seconds for a thousand in detail. Any other one is looked up when it is asked for."""
PATH = "/servers/detail?all_tenants=True"


@dataclass(frozen=True)
class Instance:
    """One instance."""

    id: str
    name: str
    status: str
    """ACTIVE, BUILD, ERROR, SHUTOFF, …; UNKNOWN where its cell does not answer."""
    host: str
    """The nova-compute host; empty: none yet, or none ever."""
    task: str = ""
    """What nova is doing with it: task_state."""
    updated: float | None = None
    """When nova last wrote its row, in seconds since the epoch."""
    fault: str = ""
    """Of one in ERROR: what nova says of it, as its owner sees it."""
    failed: float | None = None
    """When that was."""
    runs: bool = False
    """Its power_state is 1: libvirt has it running."""


def _instance(row: Mapping[str, Any]) -> Instance:
    fault = row.get("fault") or {}
    return Instance(
        id=str(row.get("id", "")),
        name=str(row.get("name") or ""),
        status=str(row.get("status") or "UNKNOWN"),
        host=str(row.get("OS-EXT-SRV-ATTR:host") or ""),
        task=str(row.get("OS-EXT-STS:task_state") or ""),
        updated=when(row.get("updated")) or when(row.get("created")),
        fault=" ".join(str(fault.get("message") or "").split()),
        failed=when(fault.get("created")),
        runs=row.get("OS-EXT-STS:power_state") == 1,
    )


def parse(raw: Any) -> tuple[Instance, ...]:
    """GET /servers/detail, newest first; of a cell that is down, nova tells little more than the id.

    With two cells on one database each is listed twice.
    """
    found = {str(row.get("id", "")): _instance(row) for row in rows(raw, "instances")}
    return tuple(found.values())


PROBE = Probe(
    "instances",
    where_offered(ApiQuery("compute", f"{PATH}&limit={LIMIT}", "servers")),
    parse,
    period=60,
    timeout=20,
    needs=NEEDS,
)
