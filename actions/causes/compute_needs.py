"""The needs of compute nodes: what writes their providers."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import compute_conf, reachability
from actions.checks._support.entities import account
from actions.facts.placement import stale_allocations
from actions.model.entity import Entity, Kind, api
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]


def providers_placement(snapshot: Snapshot) -> Pairs:
    """A provider is written through placement's API, by nova-compute's account there."""
    names = reachability.host_names(snapshot)
    for node in stale_allocations.nodes(snapshot):
        about = Entity(Kind.PROVIDER, node.name)
        yield about, api("placement")
        user = compute_conf.setting(snapshot, names.same(node.host), "placement", "username")
        if user and user.value:
            yield about, account("keystone", user.value)
