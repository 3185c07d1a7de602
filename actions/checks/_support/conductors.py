"""Which of nova's conductors hears whom: each cell may have a broker, or a virtual host, of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support import reachability
from actions.deployments.services import NOVA_CONDUCTOR
from actions.facts.hosts import conf
from actions.formats.url import RABBIT_PORT
from actions.model.fact import Snapshot

Queue = tuple[str, int, str]
"""Host and port of a broker's place, and the virtual host there."""


Hearing = Mapping[str, frozenset[Queue]]
"""The queues of each host's conductor."""


def of(snapshot: Snapshot, hosts: Iterable[str]) -> Hearing:
    """Those of some hosts: read once, for all who ask which of them hears one."""
    return {host: _queues(snapshot, host, NOVA_CONDUCTOR) for host in hosts}


def heard_by(
    snapshot: Snapshot, known: Hearing, host: str, service: str = NOVA_CONDUCTOR
) -> tuple[str, ...]:
    """The conductors that take what a service of a host sends; what is unknown counts so.

    Of a conductor: those that stand in for it.
    """
    own = _queues(snapshot, host, service)
    return tuple(one for one, its in known.items() if not (its and own) or not its.isdisjoint(own))


def _queues(snapshot: Snapshot, host: str, service: str) -> frozenset[Queue]:
    """All places that its transport_url names; none: it is not known."""
    own = conf.conf_of(snapshot, host, service)
    url = own.file.url("DEFAULT", "transport_url") if own else None
    if url is None or not url.host:
        return frozenset()
    places = reachability.host_names(snapshot).places(url, RABBIT_PORT)
    return frozenset((*place, url.virtual_host) for place in places)
