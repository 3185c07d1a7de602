"""The needs of RabbitMQ, and of who speaks over it."""

from __future__ import annotations

from actions.causes.needs.configured import any_of, configured, on_host, transports
from actions.causes.needs.model import Pairs
from actions.checks._support import broker_views, reachability
from actions.checks._support.entities import broker, broker_account, by_file, by_host
from actions.deployments.service_types import API_OF
from actions.deployments.services import (
    CINDER_SCHEDULER,
    MESSAGE_BROKER,
    NEUTRON_RPC_SERVER,
    NOVA_CONDUCTOR,
    NOVA_SCHEDULER,
)
from actions.formats.url import RABBIT_PORT
from actions.model.entity import Entity, api, service
from actions.model.fact import Snapshot

_HEAR = (CINDER_SCHEDULER, NEUTRON_RPC_SERVER, NOVA_CONDUCTOR, NOVA_SCHEDULER)
"""Whose queues hold what nobody hears, though they report by other ways, or not at all."""


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
        for host, port, _ in (names.place(one, RABBIT_PORT) for one in (url, *url.others)):
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
    """Who runs and is not heard, while a member is out: it may wait a minute for that very one."""
    out = broker_views.silent_places(snapshot)
    up = {(one.host, one.binary): one.up for one in reachability.heard(snapshot)} if out else {}
    for on, name in dict.fromkeys(one for one, _ in transports(snapshot)) if out else ():
        unit = reachability.unit(snapshot, on, name)
        runs = unit is not None and unit.active == "active" and not unit.failed
        if runs and (name in _HEAR or not up.get((on, name), True)):
            yield from ((service(on, name), service(member, MESSAGE_BROKER)) for member in out)
