"""What stops while a plan runs: the same graph, the other way."""

from __future__ import annotations

from collections.abc import Iterable

from actions.causes.graph import graph
from actions.checks._support.wording import listed, verb
from actions.deployments.all import service_of
from actions.deployments.services import (
    CACHE_SERVER,
    DATABASE_SERVER,
    KEYSTONE_API,
    MESSAGE_BROKER,
    NOVA_COMPUTE,
)
from actions.model.entity import Kind, service
from actions.model.fact import Snapshot

_PAUSES = {CACHE_SERVER: 1, DATABASE_SERVER: 10, KEYSTONE_API: 5, MESSAGE_BROKER: 20}
"""Seconds until those that need it are served again, as measured on the lab's hosts; others take 5."""
_OTHERS = 5
_MOST = 4
"""Services that are named; of more, how many there are."""


def stops(snapshot: Snapshot, restarts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A sentence for each unit of a host that is restarted: who is not served meanwhile."""
    return tuple(_sentence(snapshot, host, unit) for host, unit in dict.fromkeys(restarts))


def _sentence(snapshot: Snapshot, host: str, unit: str) -> str:
    name = service_of(unit)
    above = list(graph(snapshot).above(service(host, name)))
    apis = [entity.name for entity in above if entity.kind is Kind.API]
    users = [entity.name for entity in above if entity.kind is Kind.SERVICE]
    told = (
        [f"the {listed(apis)} {verb(len(apis), 'API answers', 'APIs answer')} errors"] if apis else []
    )
    if users and not apis:
        names = [f"{binary} on {on}" for on, _, binary in (user.partition("/") for user in users)]
        who = listed(names) if len(names) <= _MOST else f"{len(names)} services"
        told.append(f"{who} {verb(len(names), 'waits', 'wait')}")
    if name == NOVA_COMPUTE:
        told.append("its instances run on, and nothing can be done with them")
    does = f"Restarts {unit} on {host}"
    if not told:
        return f"{does}: nothing else that is known needs it meanwhile."
    return f"{does}: {' and '.join(told)} for about {_PAUSES.get(name, _OTHERS)} s."
