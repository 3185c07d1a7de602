"""Which of nova's conductors hears whom: each cell may have a broker, or a virtual host, of its own."""

from __future__ import annotations

from actions.checks._support import reachability
from actions.deployments.services import NOVA_CONDUCTOR
from actions.facts.hosts import conf
from actions.formats.url import RABBIT_PORT
from actions.model.fact import Snapshot

Queue = tuple[str, int, str]
"""Host and port of a broker's place, and the virtual host there."""


def hears(snapshot: Snapshot, conductor: str, host: str, service: str = NOVA_CONDUCTOR) -> bool:
    """The conductor of one host takes what a service of another one sends; what is unknown counts so.

    Of two conductors: one stands in for the other.
    """
    its, own = _queues(snapshot, conductor, NOVA_CONDUCTOR), _queues(snapshot, host, service)
    return not (its and own) or not its.isdisjoint(own)


def _queues(snapshot: Snapshot, host: str, service: str) -> frozenset[Queue]:
    """All places that its transport_url names; none: it is not known."""
    own = conf.conf_of(snapshot, host, service)
    url = own.file.url("DEFAULT", "transport_url") if own else None
    if url is None or not url.host:
        return frozenset()
    places = reachability.host_names(snapshot).places(url, RABBIT_PORT)
    return frozenset((*place, url.virtual_host) for place in places)
