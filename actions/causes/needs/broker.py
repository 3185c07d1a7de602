"""The needs of RabbitMQ, and of who speaks over it."""

from __future__ import annotations

from actions.causes.needs.configured import any_of, configured, on_host, transports
from actions.causes.needs.model import Pairs
from actions.checks._support import broker_views, reachability
from actions.checks._support.entities import broker, broker_account, by_file, by_host
from actions.checks._support.reachability import Heard
from actions.checks.broker import queue_unheard
from actions.deployments.service_types import API_OF
from actions.deployments.services import (
    MESSAGE_BROKER,
)
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.formats.url import RABBIT_PORT
from actions.model.entity import Entity, api, service
from actions.model.fact import Snapshot

_WAITS = 300.0
"""Seconds in which a call to a member that is gone has timed out, and the service asks another one."""


def speakers_broker(snapshot: Snapshot) -> Pairs:
    """The broker of its transport_url and the account that it has there."""
    for one, url in transports(snapshot):
        yield service(*one), broker(snapshot, url)
        yield service(*one), broker_account(snapshot, url)
    for one, url in transports(snapshot):
        if one[1] in API_OF:
            yield api(API_OF[one[1]]), broker(snapshot, url)


def accounts_lists(snapshot: Snapshot) -> Pairs:
    """URLs that share a place lead to one broker, and to one account: some files name fewer members."""
    names = reachability.host_names(snapshot)
    first: dict[tuple[str, int, str], Entity] = {}
    for url in {broker_account(snapshot, url): url for _, url in transports(snapshot)}.values():
        own, user = broker_account(snapshot, url), url.login[0]
        for host, port in sorted(names.places(url, RABBIT_PORT)):
            same = first.setdefault((host, port, user), own)
            if same != own:
                yield own, same
                yield same, own


def speakers_login(snapshot: Snapshot) -> Pairs:
    """What its own file says of both, where that alone is wrong."""
    for (on, name), own in configured(snapshot):
        url = own.file.url("DEFAULT", "transport_url")
        if url is not None and url.host:
            shared, user = broker(snapshot, url), broker_account(snapshot, url)
            for alone in (by_host(shared, on), *(by_file(e, on, own.path) for e in (shared, user))):
                yield service(on, name), alone
                yield alone, shared


def brokers_members(snapshot: Snapshot) -> Pairs:
    """All that a transport_url names are one broker: any member of it does."""
    for url in {broker(snapshot, url): url for _, url in transports(snapshot)}.values():
        places = [on_host(snapshot, one) for one in (url, *url.others)]
        yield from any_of(snapshot, broker(snapshot, url), places, MESSAGE_BROKER)


def silent_speakers(snapshot: Snapshot) -> Pairs:
    """Who runs and is not heard, while a member is out: it may wait a minute for that very one.

    Who has been silent for longer waits for none, unless systemd says that the member went before.
    """
    out = broker_views.silent_places(snapshot)
    dated = {one for one in out if (u := broker_views.unit_of(snapshot, one)) and u.active != "active"}
    unheard = {one.entity for one in queue_unheard.find(snapshot)} if out else set()
    heard = {(one.host, one.binary): one for one in reachability.heard(snapshot)} if out else {}
    for on, name in dict.fromkeys(one for one, _ in transports(snapshot)) if out else ():
        unit, told = reachability.unit(snapshot, on, name), heard.get((on, name))
        silent = told is not None and not told.up
        if (
            unit is None
            or unit.active != "active"
            or unit.failed
            or not (silent or service(on, name) in unheard)
        ):
            continue
        long = told is not None and silent and _silence(snapshot, told, on, unit) > _WAITS
        for member in dated if long else out:
            yield service(on, name), service(member, MESSAGE_BROKER)


def _silence(snapshot: Snapshot, told: Heard, host: str, unit: Unit) -> float:
    """Seconds for which it has not reported, in this life of its unit."""
    at = snapshot.reading(units.PROBE, host).at
    return at - reachability.silent_since(
        snapshot, host, unit, told.heartbeat or at - (unit.age or 0.0)
    )
