"""Compute hosts that get no connection to an API which others get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from actions.checks._support import entities
from actions.facts.broker import broker_logins
from actions.facts.keystone import api_reach, endpoint_health
from actions.model.entity import Entity, api
from actions.model.fact import Snapshot


class Unreached(NamedTuple):
    """Hosts that miss the same."""

    hosts: Sequence[str]
    errors: Mapping[str, str]
    """By host:port, as the first of them tells it."""
    kinds: Sequence[str]
    """The types of these APIs."""

    @property
    def about(self) -> Entity:
        """The way to the first of these APIs."""
        return entities.by_host(api(self.kinds[0]), self.hosts[0])


@lru_cache(maxsize=2)
def unreached(snapshot: Snapshot) -> tuple[Unreached, ...]:
    """One for all hosts that miss the same places, where these answer somebody."""
    known = snapshot.each(api_reach.PROBE)
    if not any(error for told in known.values() for error in told.values()):
        return ()
    opened = {place for told in known.values() for place, error in told.items() if not error}
    opened |= {
        api_reach.place_of(url)
        for url, answer in snapshot.each(endpoint_health.PROBE).items()
        if endpoint_health.well(answer)
    }
    cut = set(_cut_off(snapshot))
    alike: dict[tuple[str, ...], list[str]] = {}
    for host, told in known.items():
        silent = [place for place, error in told.items() if error and place in opened]
        missed = [place for place in silent if (host, place.rpartition(":")[0]) not in cut]
        if missed:
            alike.setdefault(tuple(sorted(missed)), []).append(host)
    return tuple(_unreached(snapshot, hosts, places) for places, hosts in alike.items())


def _unreached(snapshot: Snapshot, hosts: Sequence[str], places: Sequence[str]) -> Unreached:
    used = api_reach.used(snapshot).get(hosts[0], {})
    told = snapshot.get(api_reach.PROBE, hosts[0]) or {}
    kinds = sorted({used[place] for place in places if place in used}) or [api_reach.IDENTITY]
    return Unreached(hosts, {place: told[place] for place in places}, kinds)


def _cut_off(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Hosts, and the machine that they do not reach for RabbitMQ either: that is told as that."""
    uses = broker_logins.uses(snapshot)
    for subject, login in snapshot.each(broker_logins.PROBE).items():
        if not login.connected:
            yield from ((use.host, use.place.host.lower()) for use in uses.get(subject, ()))
