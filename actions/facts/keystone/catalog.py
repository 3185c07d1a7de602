"""Keystone's catalog, as every client gets it with its token: `openstack catalog list`.

Asking an API only where the catalog has it: a cloud without cinder is not a broken one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import once, rows
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, Query

ALIASES = {
    "block-storage": frozenset({"block-storage", "block-store", "volumev3", "volumev2", "volume"})
}
"""Service types under which older catalogs have the same service (os-service-types)."""


def current(kind: str) -> str:
    """The type's name of today: block-storage for volumev3."""
    return next((now for now, names in ALIASES.items() if kind in names), kind)


@dataclass(frozen=True)
class Address:
    """One URL under which a service is to be reached."""

    interface: str
    """public, internal or admin."""
    region: str
    url: str


@dataclass(frozen=True)
class Offered:
    """One service of the catalog; what is disabled is not in it."""

    id: str
    name: str
    type: str
    addresses: tuple[Address, ...]


def parse(raw: Any) -> tuple[Offered, ...]:
    """GET /v3/auth/catalog."""
    return tuple(
        Offered(
            id=str(row.get("id", "")),
            name=str(row.get("name") or ""),
            type=str(row.get("type") or ""),
            addresses=tuple(
                Address(
                    interface=str(address.get("interface", "")),
                    region=str(address.get("region_id") or ""),
                    url=str(address.get("url", "")),
                )
                for address in rows(row.get("endpoints", []), "endpoints")
            ),
        )
        for row in rows(raw, "services")
    )


PROBE = Probe(
    "catalog",
    once(ApiQuery("identity", "/auth/catalog", "catalog")),
    parse,
    period=60,
    soft=True,  # nearly every cloud has what is asked for
)

NEEDS = (PROBE,)


def where_offered(question: ApiQuery) -> Callable[[Snapshot], Mapping[str, Query]]:
    """Ask one question of the cloud as a whole; none where Keystone does not offer the service."""
    types = ALIASES.get(question.service, frozenset({question.service}))

    def ask(snapshot: Snapshot) -> Mapping[str, Query]:
        services = snapshot.get(PROBE)
        offered = services is None or any(service.type in types for service in services)
        return {"": question} if offered else {}

    return ask
