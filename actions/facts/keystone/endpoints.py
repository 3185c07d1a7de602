"""Keystone's endpoints, joined with their services: `openstack endpoint list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import once, rows
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Endpoint:
    """One URL under which a service is to be reached."""

    id: str
    service: str
    """The service's id."""
    interface: str
    """public, internal or admin."""
    region: str
    url: str
    enabled: bool


def parse(raw: Any) -> tuple[Endpoint, ...]:
    """GET /v3/endpoints."""
    return tuple(
        Endpoint(
            id=str(row.get("id", "")),
            service=str(row.get("service_id", "")),
            interface=str(row.get("interface", "")),
            region=str(row.get("region_id") or ""),
            url=str(row.get("url", "")),
            enabled=bool(row.get("enabled", True)),
        )
        for row in rows(raw, "endpoints")
    )


PROBE = Probe("endpoints", once(ApiQuery("identity", "/endpoints", "endpoints")), parse, period=60)
