"""The instances of the login's own project, with the fault of those that could not be built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class OwnInstance:
    """One instance."""

    id: str
    name: str
    status: str
    """ACTIVE, BUILD, ERROR, SHUTOFF, …"""
    key: str
    """The name of the key pair that it was given."""
    fault: str = ""
    """Why it is in ERROR."""


def parse(raw: Any) -> tuple[OwnInstance, ...]:
    """GET /servers/detail; with two cells on one database each is listed twice."""
    found = {
        str(row.get("id", "")): OwnInstance(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            status=str(row.get("status") or "UNKNOWN"),
            key=str(row.get("key_name") or ""),
            fault=str((row.get("fault") or {}).get("message") or ""),
        )
        for row in rows(raw, "instances")
    }
    return tuple(found.values())


PROBE = Probe(
    "own-instances",
    where_offered(ApiQuery("compute", "/servers/detail", "servers", page=500)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
