"""The volumes of the login's own project, and the instances that they are attached to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class OwnVolume:
    """One volume."""

    id: str
    name: str
    status: str
    """creating, available, attaching, in-use, error, …"""
    instances: tuple[str, ...]
    """The ids of the instances that it is attached to."""


def parse(raw: Any) -> tuple[OwnVolume, ...]:
    """GET /volumes/detail."""
    return tuple(
        OwnVolume(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            status=str(row.get("status") or ""),
            instances=tuple(str(a.get("server_id", "")) for a in row.get("attachments") or ()),
        )
        for row in rows(raw, "volumes")
    )


PROBE = Probe(
    "own-volumes",
    where_offered(ApiQuery("block-storage", "/volumes/detail", "volumes", page=500)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
