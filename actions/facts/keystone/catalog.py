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


ELSEWHERE = "stackmend_elsewhere"
UNVERIFIED = "stackmend_unverified"
"""With what the transport marks endpoints: it knows the region, and if certificates are checked."""


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
    elsewhere: bool = False
    """In another region than the one that was chosen: it is not this cloud's trouble."""
    unverified: bool = False
    """Asked by https without a check of its certificate, as clouds.yaml says."""


@dataclass(frozen=True)
class Offered:
    """One service of the catalog; what is disabled is not in it."""

    id: str
    name: str
    type: str
    addresses: tuple[Address, ...]

    @property
    def here(self) -> tuple[Address, ...]:
        """Those of the region that was chosen; all of them, where none was."""
        return tuple(address for address in self.addresses if not address.elsewhere)


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
                    elsewhere=bool(address.get(ELSEWHERE)),
                    unverified=bool(address.get(UNVERIFIED)),
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


def unverified(snapshot: Snapshot) -> bool:
    """Whether a certificate of an endpoint is taken as it comes."""
    return any(one.unverified for service in snapshot.get(PROBE) or () for one in service.here)


def region(snapshot: Snapshot) -> str:
    """Which region is looked at, where one was chosen or the cloud has several; else empty."""
    every = {one.region for service in snapshot.get(PROBE) or () for one in service.addresses}
    here = {one.region for service in snapshot.get(PROBE) or () for one in service.here}
    chosen = snapshot.site.invocation.region
    return chosen or (" and ".join(sorted(here - {""})) if len(every - {""}) > 1 else "")


def where_offered(question: ApiQuery) -> Callable[[Snapshot], Mapping[str, Query]]:
    """Ask one question of the cloud as a whole; none where Keystone does not offer the service."""
    types = ALIASES.get(question.service, frozenset({question.service}))

    def ask(snapshot: Snapshot) -> Mapping[str, Query]:
        services = snapshot.get(PROBE)
        offered = services is None or any(
            service.type in types and (service.here or not service.addresses) for service in services
        )
        return {"": question} if offered else {}

    return ask
