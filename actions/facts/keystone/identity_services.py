"""Keystone's services: `openstack service list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import once, rows
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class IdentityService:
    """One entry of the catalog; its type may be there twice, and then nothing works (T-ID-01)."""

    id: str
    name: str
    type: str


def parse(raw: Any) -> tuple[IdentityService, ...]:
    """GET /v3/services."""
    return tuple(
        IdentityService(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            type=str(row.get("type") or ""),
        )
        for row in rows(raw, "services")
    )


PROBE = Probe(
    "identity-services", once(ApiQuery("identity", "/services", "services")), parse, period=60
)
