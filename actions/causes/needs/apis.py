"""The needs of the APIs: who answers for them, Keystone, accounts and keys there, memcached."""

from __future__ import annotations

from actions.causes.needs.configured import any_of, caches, configured, hosts_of, services
from actions.causes.needs.model import Pairs
from actions.checks._support import reachability, service_accounts
from actions.checks._support.entities import by_host, cache
from actions.checks.apis import endpoint_down
from actions.deployments.service_types import API_OF, SERVES
from actions.deployments.services import CACHE_SERVER, KEYSTONE_API
from actions.facts.nova import instances
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot


def apis_services(snapshot: Snapshot) -> Pairs:
    """Any one of those that serve it."""
    for kind, name in SERVES.items():
        yield from any_of(snapshot, api(kind), hosts_of(snapshot, name), name)


def apis_identity(_snapshot: Snapshot) -> Pairs:
    """Every other API has each token checked there."""
    return ((api(kind), api("identity")) for kind in SERVES if kind != "identity")


def answering_identity(snapshot: Snapshot) -> Pairs:
    """The same, where something listens: a refused connection needs no token."""
    refused = endpoint_down.refused(snapshot)
    return ((one, other) for one, other in apis_identity(snapshot) if one.name not in refused)


def compute_network(snapshot: Snapshot) -> Pairs:
    """Where nova's API says itself that it asked another in vain: for instances' security groups."""
    if any("keystoneauth1.exceptions" in error for error in snapshot.errors(instances.PROBE).values()):
        yield api("compute"), api("network")


def logins_account(snapshot: Snapshot) -> Pairs:
    """Who logs in to Keystone with an account, and the project of that."""
    return service_accounts.needs(snapshot)


def configured_login(snapshot: Snapshot) -> Pairs:
    """Where its own file leads, also the region: nova-api's is what the compute API goes by."""
    for (on, name), own in configured(snapshot):
        yield service(on, name), service_accounts.conf_login(on, own.path)
        if name in API_OF:
            yield api(API_OF[name]), service_accounts.conf_login(on, own.path)


def identity_keys(snapshot: Snapshot) -> Pairs:
    """Those for tokens and credentials, on each host of its API."""
    for on, name in services(snapshot):
        if name == KEYSTONE_API:
            yield api("identity"), Entity(Kind.KEYS, on)


def apis_cache(snapshot: Snapshot) -> Pairs:
    """Without it each token is checked anew, and each look-up waits for it first."""
    for (on, name), own in configured(snapshot):
        if name in API_OF:
            for place in caches(own):
                yield api(API_OF[name]), cache(snapshot, place)
                yield by_host(cache(snapshot, place), on), cache(snapshot, place)


def caches_servers(snapshot: Snapshot) -> Pairs:
    """An address that a configuration names, and the unit on the host that has it."""
    names = reachability.host_names(snapshot)
    for place in {place for _, own in configured(snapshot) for place in caches(own)}:
        on = names.host(place.rpartition(":")[0] or place)
        if on:
            yield cache(snapshot, place), service(on, CACHE_SERVER)
