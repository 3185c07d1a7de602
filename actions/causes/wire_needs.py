"""The needs of what tenants have, and of endpoints: ports, networks, volumes, shared addresses."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from actions.checks._support import entities, pluggers, reachability, stuck, vips
from actions.deployments.service_types import SERVES
from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME, VIP_KEEPER
from actions.facts._support.agent_bindings import DHCP
from actions.facts.keystone import catalog, certificates
from actions.facts.neutron import network_agents, ports
from actions.facts.neutron.network_agents import Agent
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]


def instances_agents(snapshot: Snapshot) -> Pairs:
    """What plugs its ports on its host: of those that are down, for of the others nothing is wrong."""
    known = snapshot.get(ports.PROBE)
    for port in known.down if known else ():
        agent = pluggers.entity(snapshot, port.host)
        if agent is not None and port.instance:
            yield Entity(Kind.INSTANCE, port.instance), agent


def networks_agents(snapshot: Snapshot) -> Pairs:
    """The DHCP agents that serve it, where none of them is alive."""
    known = snapshot.get(ports.PROBE)
    agents = {a.host: a for a in snapshot.get(network_agents.PROBE) or () if a.type == DHCP}
    serving: dict[str, list[Agent]] = {}
    for kind in known.count if known else ():
        if kind.owner == "network:dhcp" and kind.host in agents:
            serving.setdefault(kind.network, []).append(agents[kind.host])
    for network, some in serving.items():
        if not any(agent.alive for agent in some):
            for agent in some:
                yield Entity(Kind.NETWORK, network), entities.agent(snapshot, agent)


def apis_vips(snapshot: Snapshot) -> Pairs:
    """Where the catalog leads to an address that keepalived moves."""
    known = vips.keepers(snapshot)
    for offered in (snapshot.get(catalog.PROBE) or ()) if known else ():
        kind = "block-storage" if offered.type.startswith("volume") else offered.type
        hosts = {urlsplit(address.url).hostname for address in offered.here}
        if kind in SERVES:
            yield from ((api(kind), Entity(Kind.VIP, one)) for one in known if one in hosts)


def vips_keepers(snapshot: Snapshot) -> Pairs:
    """Of those that may have it, where none runs."""
    for address, hosts in vips.keepers(snapshot).items():
        units = [reachability.unit(snapshot, host, VIP_KEEPER) for host in hosts]
        if not any(unit is not None and unit.active == "active" for unit in units):
            yield from ((Entity(Kind.VIP, address), service(host, VIP_KEEPER)) for host in hosts)


def certificates_first(snapshot: Snapshot) -> Pairs:
    """One that several places show is told of at the first."""
    places = certificates.first_places(snapshot, certificates.places(snapshot)).items()
    for place, first in places:
        if place != first:
            yield Entity(Kind.CERTIFICATE, place), Entity(Kind.CERTIFICATE, first)


def volumes_backends(snapshot: Snapshot) -> Pairs:
    """Those that are in the middle of something wait for the service of their backend, or for one."""
    for volume in stuck.known(snapshot):
        if volume.status in stuck.PATIENCE:
            name = CINDER_VOLUME if volume.backend else CINDER_SCHEDULER
            place = reachability.host_names(snapshot).host(volume.backend) if volume.backend else None
            hosts = [place] if volume.backend else [host.name for host in snapshot.site.hosts]
            known = [(host, reachability.unit(snapshot, host, name)) for host in hosts if host]
            if volume.backend or not any(unit and unit.active == "active" for _, unit in known):
                for host, unit in known:
                    if volume.backend or unit is not None:
                        yield Entity(Kind.VOLUME, volume.id), service(host, name)
