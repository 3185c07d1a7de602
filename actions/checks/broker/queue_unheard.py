"""A queue of RabbitMQ holds messages and nobody hears it: the service that should does not.

Source: `list_queues`. Answers (reply_…) that nobody waits for any more, and copies for everyone
(fanout), end by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import broker_views, entities, reachability
from actions.checks._support.wording import count, verb
from actions.deployments.services import (
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    NEUTRON_API,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_RPC_SERVER,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_SCHEDULER,
)
from actions.facts.broker.broker_cluster import Queue
from actions.facts.hosts import conf, host_layout, units
from actions.model.entity import Entity, service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "queue-unheard"
_HEARS = {
    CINDER_BACKUP: (CINDER_BACKUP,),
    CINDER_SCHEDULER: (CINDER_SCHEDULER,),
    CINDER_VOLUME: (CINDER_VOLUME,),
    "compute": (NOVA_COMPUTE,),
    "conductor": (NOVA_CONDUCTOR,),
    "dhcp_agent": (NEUTRON_DHCP_AGENT,),
    "l3_agent": (NEUTRON_L3_AGENT,),
    "q-l3-plugin": (NEUTRON_RPC_SERVER, NEUTRON_API),
    "q-plugin": (NEUTRON_RPC_SERVER, NEUTRON_API),
    "q-reports-plugin": (NEUTRON_RPC_SERVER, NEUTRON_API),
    "q-server-resource-versions": (NEUTRON_RPC_SERVER, NEUTRON_API),
    "scheduler": (NOVA_SCHEDULER,),
}
"""The services that hear each topic."""
_NOTIFIED = ("notifications.", "versioned_notifications.")


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each such queue of each broker."""
    told: set[tuple[tuple[str, ...], str, str]] = set()
    for member, cluster in broker_views.clusters(snapshot).items():
        for queue in cluster.queues or ():
            topic, _, place = queue.name.partition(".")
            one = (cluster.members, queue.vhost, queue.name)
            if not queue.messages or queue.consumers or one in told:
                continue
            told.add(one)
            if topic in _HEARS:
                yield _finding(snapshot, member, queue, topic, place)
            elif queue.name.startswith(_NOTIFIED):
                yield _notifications(snapshot, member, queue)


def _finding(snapshot: Snapshot, member: str, queue: Queue, topic: str, place: str) -> Finding:
    host = reachability.host_names(snapshot).host(place) if place else None
    about = _entity(snapshot, member, topic, host)
    who = _HEARS[topic][0] + (f" on {host or place}" if place else "")
    wait = verb(queue.messages, "waits", "wait")
    says = (
        f"{count(queue.messages, 'message')} {wait} in RabbitMQ's queue {queue.name} (virtual host "
        f"{queue.vhost}{_on(snapshot, member)}), and nobody hears it: {who} would. See whether it "
        "runs, and with which [DEFAULT] host and transport_url."
    )
    return Finding(CODE, Severity.WARNING, queue.name, says, entity=about)


def _on(snapshot: Snapshot, member: str) -> str:
    """Which broker it is, where there are several: each cell may have its own."""
    brokers = {one.members for one in broker_views.clusters(snapshot).values()}
    return f" of the broker on {member}" if len(brokers) > 1 else ""


def _entity(snapshot: Snapshot, member: str, topic: str, host: str | None) -> Entity | None:
    """The service that should hear it: on its host, or on the only one that has such a unit."""
    for name in _HEARS[topic]:
        hosts = [host] if host else [one.name for one in snapshot.site.hosts]
        known = [one for one in hosts if reachability.unit(snapshot, one, name)]
        if len(known) > 1 and _on(snapshot, member):
            known = [one for one in known if _speaks(snapshot, one, name, member)]
        if len(known) == 1:
            return service(known[0], name)
    return service(host, _HEARS[topic][0]) if host else None


def _speaks(snapshot: Snapshot, host: str, name: str, member: str) -> bool:
    """A service's own file leads to the broker of that member."""
    own = conf.conf_of(snapshot, host, name)
    url = own.file.url("DEFAULT", "transport_url") if own else None
    its = broker_views.broker_of(snapshot, member)
    return url is not None and entities.broker(snapshot, url) == its


def _notifications(snapshot: Snapshot, member: str, queue: Queue) -> Finding:
    wait = verb(queue.messages, "waits", "wait")
    says = (
        f"{count(queue.messages, 'notification')} {wait} in RabbitMQ's queue {queue.name} (virtual "
        f"host {queue.vhost}{_on(snapshot, member)}), and nobody reads them: they grow until "
        "RabbitMQ's memory or disk is short. Where nothing is to read them, set `driver = noop` in "
        "[oslo_messaging_notifications] of who sends them, and purge the queue."
    )
    return Finding(CODE, Severity.NOTICE, queue.name, says)


CHECK = Check(
    CODE,
    "Queues with messages that nobody hears",
    (*broker_views.NEEDS, host_layout.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
