"""Logins to RabbitMQ: who uses each, by broker and by account, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from actions.checks._support import entities, reachability
from actions.checks._support.wording import listed
from actions.deployments.all import service_of
from actions.facts.broker import broker_logins
from actions.facts.broker.broker_logins import NOTIFICATIONS, Login, Use
from actions.facts.hosts import conf, units
from actions.formats.url import RABBIT_PORT
from actions.model.entity import Entity, service
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Evidence

NEEDS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    *broker_logins.NEEDS,
    units.PROBE,
)
"""What `tried` and `services` read."""


@dataclass(frozen=True)
class Tried:
    """One login of one place of a URL, for one of those that keep it."""

    use: Use
    login: Login
    at: float
    broker: Entity

    @property
    def user(self) -> str:
        """Its account."""
        return self.use.place.login[0]

    @property
    def file(self) -> str:
        """Where the URL stands, as a sentence says it."""
        return f"{self.use.path} on {self.use.host}" if self.use.path else self.use.where

    @property
    def place(self) -> str:
        """What was asked: host:port."""
        return f"{self.use.place.host}:{self.use.place.port or RABBIT_PORT}"

    @property
    def evidence(self) -> Evidence:
        """What was asked from where, and the answer in its own words."""
        source = f"AMQP login from {self.use.host} to {self.place} with {self.use.where} of {self.file}"
        return Evidence(source, self.login.told or "it opens", self.at)


def tried(snapshot: Snapshot) -> Iterator[Tried]:
    """All that was asked and has an answer."""
    for subject, uses in broker_logins.uses(snapshot).items():
        reading = snapshot.reading(broker_logins.PROBE, subject)
        if reading.fact is not None:
            for use in uses:
                yield Tried(use, reading.fact, reading.at, entities.broker(snapshot, use.whole))


def services(snapshot: Snapshot, host: str, path: str) -> list[str]:
    """The services of a host that read that file and are not stopped, by what runs them."""
    known = snapshot.get(units.PROBE, host) or {}
    found = {service_of(unit.name) for unit in known.values() if unit.active != "inactive"}
    own = ((name, conf.conf_of(snapshot, host, name)) for name in found)
    return sorted(name for name, one in own if one is not None and one.path == path)


def used(snapshot: Snapshot, use: Use) -> bool:
    """Somebody reads its file and logs in with it, or that is not known."""
    file = (snapshot.get(conf.PROBE, use.host) or {}).get(use.path)
    driver = file.value(NOTIFICATIONS, "driver") if file else ""
    return _read(snapshot, use) and not (use.notifies and driver in _SENDS_NOTHING)


_SENDS_NOTHING = ("", "noop", "log", "test")
"""Of [oslo_messaging_notifications] driver."""


def _read(snapshot: Snapshot, use: Use) -> bool:
    """Half an installation leaves files that nobody reads."""
    unknown = not use.path or not reachability.units_known(snapshot, use.host)
    return unknown or bool(services(snapshot, use.host, use.path))


def of_file(snapshot: Snapshot, shared: Entity, host: str, path: str) -> Entity:
    """What is wrong with one file alone: its only service, or what its services need of it."""
    readers = services(snapshot, host, path)
    return service(host, readers[0]) if len(readers) == 1 else entities.by_file(shared, host, path)


def evidence(some: Iterable[Tried], most: int = 5) -> tuple[Evidence, ...]:
    """The first of them, each answer once."""
    return tuple(dict.fromkeys(one.evidence for one in some))[:most]


def files(some: Iterable[Tried]) -> str:
    """By file, the hosts that have it; and the mappings."""
    hosts: dict[str, set[str]] = {}
    others: set[str] = set()
    for one in some:
        if one.use.path:
            hosts.setdefault(one.use.path, set()).add(one.use.host)
        else:
            others.add(one.use.where)
    told = [f"{path} on {listed(where)}" for path, where in sorted(hosts.items())]
    return ", ".join([*told, *sorted(others)])
