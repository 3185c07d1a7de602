"""The needs of OVN: chassis, their controllers, northd, the servers of both databases, routers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from actions.checks._support import ovn_views
from actions.deployments.services import (
    NEUTRON_API,
    OVN_CONTROLLER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
)
from actions.facts.neutron import network_agents, networks, ports
from actions.facts.ovn import ovn_northbound, ovn_southbound
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]


def _one_of(snapshot: Snapshot, about: Entity, of: str) -> Pairs:
    """All that run it, where there is but one or none of them serves."""
    hosts = ovn_views.hosts(snapshot, of)
    if len(hosts) == 1 or not ovn_views.serving(snapshot, of):
        yield from ((about, service(host, of)) for host in hosts)


def controllers_databases(snapshot: Snapshot) -> Pairs:
    """Each controller reads the southbound database; neutron's API writes the northbound one.

    It is that API that tells of OVN's agents: where it cannot be asked, servers of OVN's are enough.
    """
    for host in ovn_views.hosts(snapshot, OVN_CONTROLLER):
        yield from _one_of(snapshot, service(host, OVN_CONTROLLER), OVN_SOUTHBOUND)
    agents = snapshot.get(network_agents.PROBE)
    if agents is None or any(agent.ovn for agent in agents):
        for user in (
            api("network"),
            *(service(h, NEUTRON_API) for h in ovn_views.hosts(snapshot, NEUTRON_API)),
        ):
            yield from _one_of(snapshot, user, OVN_NORTHBOUND)
            yield from _one_of(snapshot, user, OVN_SOUTHBOUND)


def members_majority(snapshot: Snapshot) -> Pairs:
    """A server that its cluster has lost needs those that are stopped or do not answer."""
    for of in (OVN_NORTHBOUND, OVN_SOUTHBOUND):
        hosts, known = ovn_views.hosts(snapshot, of), ovn_views.servers(snapshot, of)
        if known and not ovn_views.serving(snapshot, of):
            for host, other in permutations(hosts, 2):
                if host in known and known[host].sync and not (other in known and known[other].sync):
                    yield service(host, of), service(other, of)


def northd_databases(snapshot: Snapshot) -> Pairs:
    """It reads one database and writes the other."""
    for host in ovn_views.hosts(snapshot, OVN_NORTHD):
        for of in (OVN_NORTHBOUND, OVN_SOUTHBOUND):
            yield from _one_of(snapshot, service(host, OVN_NORTHD), of)


def ports_northd(snapshot: Snapshot) -> Pairs:
    """Of those that are down: what neutron wants of them comes to a host through northd."""
    known = snapshot.get(ports.PROBE)
    for port in known.down if known else ():
        if port.instance:
            yield from _one_of(snapshot, Entity(Kind.INSTANCE, port.instance), OVN_NORTHD)


def chassis_controllers(snapshot: Snapshot) -> Pairs:
    """A chassis is the controller of its host; many that are silent have something in common."""
    known, gone, many = (
        snapshot.get(ovn_southbound.PROBE),
        ovn_views.dead(snapshot),
        ovn_views.many(snapshot),
    )
    for one in known.chassis if known else ():
        host = ovn_views.host_of(snapshot, one)
        if many and one.name in gone:
            yield Entity(Kind.CHASSIS, one.name), ovn_views.MANY
        if host and ovn_views.twin(snapshot, one) is None:
            yield Entity(Kind.CHASSIS, one.name), service(host, OVN_CONTROLLER)
    if many:
        yield from _one_of(snapshot, ovn_views.MANY, OVN_SOUTHBOUND)


def routers_chassis(snapshot: Snapshot) -> Pairs:
    """Those that were chosen for it, where none is alive; of what is gone nobody knows the host."""
    north, south = snapshot.get(ovn_northbound.PROBE), snapshot.get(ovn_southbound.PROBE)
    alive = ovn_views.alive(snapshot)
    for gateway in north.gateways if north and south else ():
        if alive.isdisjoint(gateway.chassis):
            about = Entity(Kind.ROUTER, gateway.router)
            for name in gateway.chassis:
                yield about, Entity(Kind.CHASSIS, name)
            if gateway.chassis and south and not all(map(south.find, gateway.chassis)):
                for host in ovn_views.without_chassis(snapshot):
                    yield about, service(host, OVN_CONTROLLER)


def networks_chassis(snapshot: Snapshot) -> Pairs:
    """The controllers that are off: what bridges they have, nobody knows."""
    for host in ovn_views.without_chassis(snapshot):
        for network in snapshot.get(networks.PROBE) or ():
            if network.physical:
                yield Entity(Kind.NETWORK, network.id), service(host, OVN_CONTROLLER)
