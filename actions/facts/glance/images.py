"""Glance's images that the login's project can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Image:
    """One image."""

    id: str
    name: str
    status: str
    """queued (it has no data yet), saving, active, …"""
    size: int
    """Bytes; 0 while it has no data."""


def parse(raw: Any) -> tuple[Image, ...]:
    """GET /v2/images."""
    return tuple(
        Image(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            status=str(row.get("status") or ""),
            size=int(row.get("size") or 0),
        )
        for row in rows(raw, "images")
    )


PROBE = Probe(
    "images",
    where_offered(ApiQuery("image", "/images", "images", page=500)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
