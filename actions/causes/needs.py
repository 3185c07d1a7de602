"""Which needs there are: each a line of `NEEDS`, and the function that reads it from the facts.

A pair says: without the second, the first does not serve, or is not heard of. Where any one of several
would do (the members of a cluster, an API's workers), it is said of them only where none runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from actions.causes import cluster_needs, compute_needs, ovn_needs, wire_needs
from actions.checks._support import reachability, service_accounts, troubled_instances, wanted
from actions.checks._support.entities import account, broker, by_file, by_host, cache, database, schema
from actions.deployments.all import service_of
from actions.deployments.service_types import API_OF, SERVES
from actions.deployments.services import (
    CACHE_SERVER,
    CINDER_API,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    DATABASE_SERVER,
    KEYSTONE_API,
    MESSAGE_BROKER,
    NEUTRON_API,
    NEUTRON_OVN_METADATA_AGENT,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    PLACEMENT_API,
    project,
)
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.facts.keystone import catalog, certificates
from actions.facts.neutron.network_agents import CONTROLLER
from actions.facts.nova import cell_databases, cell_mappings, instances
from actions.formats.url import Url
from actions.model.entity import Entity, Kind, api, host, service
from actions.model.fact import Snapshot

Pairs = Iterable[tuple[Entity, Entity]]
"""What needs, and what is needed."""


@dataclass(frozen=True, eq=False)
class Need:
    """One kind of need."""

    title: str
    pairs: Callable[[Snapshot], Pairs]


_SPEAKS = {
    "cinder": (CINDER_API, CINDER_BACKUP, CINDER_SCHEDULER, CINDER_VOLUME),
    "nova": (NOVA_API, NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_METADATA, NOVA_SCHEDULER),
}
_KEEPS = {
    NOVA_API: ("api_database",),
    NOVA_SCHEDULER: ("api_database", "database"),
    NOVA_CONDUCTOR: ("api_database", "database"),
    PLACEMENT_API: ("placement_database",),
}
"""The sections with the databases of a service; of all others it is [database]."""


def _services_on_hosts(snapshot: Snapshot) -> Pairs:
    return ((service(on, name), host(on)) for on, name in _known(snapshot))


def _speakers_broker(snapshot: Snapshot) -> Pairs:
    for one, url in _transports(snapshot):
        yield service(*one), broker(snapshot, url)
        yield service(*one), account("rabbitmq", url.login[0])
    for one, url in _transports(snapshot):
        if one[1] in API_OF:
            yield api(API_OF[one[1]]), broker(snapshot, url)


def _speakers_login(snapshot: Snapshot) -> Pairs:
    """What its own file says of both, where that alone is wrong."""
    for (on, name), own in _configured(snapshot):
        url = own.file.url("DEFAULT", "transport_url")
        if url is not None and url.host:
            shared, user = broker(snapshot, url), account("rabbitmq", url.login[0])
            for alone in (by_host(shared, on), *(by_file(e, on, own.path) for e in (shared, user))):
                yield service(on, name), alone
                yield alone, shared


def _brokers_members(snapshot: Snapshot) -> Pairs:
    for url in {broker(snapshot, url): url for _, url in _transports(snapshot)}.values():
        places = [_host(snapshot, one) for one in (url, *url.others)]
        yield from _any_of(snapshot, broker(snapshot, url), places, MESSAGE_BROKER)


def _keepers_database(snapshot: Snapshot) -> Pairs:
    for (on, name), url in _connections(snapshot):
        needed = (
            database(snapshot, url),
            schema(snapshot, url),
            account("mysql", url.login[0]),
        )
        users = [service(on, name)] + ([api(API_OF[name])] if name in API_OF else [])
        yield from product(users, needed)
        yield schema(snapshot, url), database(snapshot, url)


def _keepers_login(snapshot: Snapshot) -> Pairs:
    """What its own file says of it, where that alone is wrong."""
    for (on, name), own in _configured(snapshot):
        for url in _kept(name, own):
            alone = by_file(database(snapshot, url), on, own.path)
            yield service(on, name), alone
            yield alone, database(snapshot, url)


def _databases_servers(snapshot: Snapshot) -> Pairs:
    """Behind an address that is no host's any of them may answer."""
    for about, url in {database(snapshot, url): url for _, url in _connections(snapshot)}.items():
        on = _host(snapshot, url)
        hosts = [on] if on else _hosts_of(snapshot, DATABASE_SERVER)
        yield from _any_of(snapshot, about, hosts, DATABASE_SERVER)


def _databases_addresses(snapshot: Snapshot) -> Pairs:
    urls = {database(snapshot, url): url for _, url in _connections(snapshot)}
    return cluster_needs.databases_addresses(snapshot, urls)


def _silent_speakers(snapshot: Snapshot) -> Pairs:
    return cluster_needs.silent_speakers(snapshot, (one for one, _ in _transports(snapshot)))


def _cells_databases(snapshot: Snapshot) -> Pairs:
    known = snapshot.get(cell_mappings.PROBE)
    for cell in known.cells if known else ():
        url = cell_databases.database_url(snapshot, cell.uuid)
        if url is not None and url.scheme.startswith("mysql"):
            for needed in (database(snapshot, url), schema(snapshot, url)):
                yield Entity(Kind.CELL, cell.uuid), needed
        # cell0, too: where its database fails, os-services and servers end in 500 (nova 31).
        yield api("compute"), Entity(Kind.CELL, cell.uuid)


def _computes_conductor(snapshot: Snapshot) -> Pairs:
    """Its heartbeat is written by a conductor."""
    for on, name in _known(snapshot):
        if name == NOVA_COMPUTE:
            conductors = _hosts_of(snapshot, NOVA_CONDUCTOR)
            yield from _any_of(snapshot, service(on, name), conductors, NOVA_CONDUCTOR)


def _beside(snapshot: Snapshot) -> Pairs:
    """On the same host."""
    known = set(_known(snapshot))
    pairs = ((on, name, other) for on, name in known for other in wanted.BESIDE.get(name, ()))
    return (
        (service(on, name), service(on, other)) for on, name, other in pairs if (on, other) in known
    )


def _agents_server(snapshot: Snapshot) -> Pairs:
    """Agents report by RPC: to a unit of its own on Debian, elsewhere to the API's."""
    for name in (NEUTRON_RPC_SERVER, NEUTRON_API):
        servers = _hosts_of(snapshot, name)
        if servers:
            for on, agent in _known(snapshot):
                if agent.startswith("neutron-") and agent.endswith("-agent") and agent not in _OVN:
                    yield from _any_of(snapshot, service(on, agent), servers, name)
            return


_OVN = (NEUTRON_OVN_METADATA_AGENT, "neutron-ovn-agent")
"""They report in OVN's database, as ovn-controller's chassis."""


def _ovn_agents_controller(snapshot: Snapshot) -> Pairs:
    known = set(_known(snapshot))
    return (
        (service(on, agent), service(on, CONTROLLER))
        for on, agent in known
        if agent in _OVN and (on, CONTROLLER) in known
    )


def _apis_services(snapshot: Snapshot) -> Pairs:
    for kind, name in SERVES.items():
        yield from _any_of(snapshot, api(kind), _hosts_of(snapshot, name), name)


def _apis_identity(_snapshot: Snapshot) -> Pairs:
    """Every other API has each token checked there."""
    return ((api(kind), api("identity")) for kind in SERVES if kind != "identity")


def _compute_network(snapshot: Snapshot) -> Pairs:
    """Where nova's API says itself that it asked another in vain: for instances' security groups."""
    if any("keystoneauth1.exceptions" in error for error in snapshot.errors(instances.PROBE).values()):
        yield api("compute"), api("network")


def _logins_account(snapshot: Snapshot) -> Pairs:
    return service_accounts.needs(snapshot)


def _configured_login(snapshot: Snapshot) -> Pairs:
    """Where its own file leads, also the region: nova-api's is what the compute API goes by."""
    for (on, name), own in _configured(snapshot):
        yield service(on, name), service_accounts.conf_login(on, own.path)
        if name in API_OF:
            yield api(API_OF[name]), service_accounts.conf_login(on, own.path)


def _certificates(snapshot: Snapshot) -> Pairs:
    """Of what is asked over TLS."""
    for one in snapshot.get(catalog.PROBE) or ():
        for place in filter(None, (certificates.of_address(a.url) for a in one.here)):
            yield api(catalog.current(one.type)), Entity(Kind.CERTIFICATE, place)
    for _, url in _connections(snapshot):
        if place := certificates.of_database(url):
            yield database(snapshot, url), Entity(Kind.CERTIFICATE, place)
    for _, url in _transports(snapshot):
        for at in (url, *url.others):
            yield broker(snapshot, url), Entity(Kind.CERTIFICATE, f"{at.host}:{at.port or 5671}")


def _identity_keys(snapshot: Snapshot) -> Pairs:
    return (
        (api("identity"), Entity(Kind.KEYS, on))
        for on, name in _known(snapshot)
        if name == KEYSTONE_API
    )


def _apis_cache(snapshot: Snapshot) -> Pairs:
    """Without it each token is checked anew, and each look-up waits for it first."""
    for (on, name), own in _configured(snapshot):
        if name in API_OF:
            for place in _caches(own):
                yield api(API_OF[name]), cache(snapshot, place)
                yield by_host(cache(snapshot, place), on), cache(snapshot, place)


def _caches_servers(snapshot: Snapshot) -> Pairs:
    names = reachability.host_names(snapshot)
    for place in {place for _, own in _configured(snapshot) for place in _caches(own)}:
        on = names.host(place.rpartition(":")[0] or place)
        if on:
            yield cache(snapshot, place), service(on, CACHE_SERVER)


def _instances_hosts(snapshot: Snapshot) -> Pairs:
    """Of those that failed or are stuck: what works at them, or was to find them a host."""
    for one in troubled_instances.known(snapshot):
        if one.status not in ("BUILD", "ERROR") and not one.task:
            continue
        about = Entity(Kind.INSTANCE, one.id)
        if one.host:
            yield about, troubled_instances.compute_of(snapshot, one.host)
        for name in () if one.host else (NOVA_SCHEDULER, NOVA_CONDUCTOR):
            yield from _any_of(snapshot, about, _hosts_of(snapshot, name), name)


OF_SERVICES: tuple[Need, ...] = (
    Need("what runs on a host needs the host", _services_on_hosts),
    Need("MariaDB and RabbitMQ need room on their disk", cluster_needs.servers_disks),
    Need("who speaks over a broker needs it, and its account there", _speakers_broker),
    Need("it needs the login that its own file has", _speakers_login),
    Need("a broker needs one of its members", _brokers_members),
    Need("it needs the database as its own file reaches it", _keepers_login),
    Need("who keeps a database needs it, its tables, and its account there", _keepers_database),
    Need("a database needs its server", _databases_servers),
    Need("nova's compute service needs libvirt, and Open vSwitch's agents need that", _beside),
    Need("nova's compute service needs a conductor", _computes_conductor),
    Need("a machine's other name is no other machine", compute_needs.names_machines),
    Need("neutron's agents need what hears their reports", _agents_server),
    Need("OVN's agents need the chassis of their host", _ovn_agents_controller),
    Need("OVN's controllers and neutron need its databases", ovn_needs.controllers_databases),
    Need("a server of OVN's databases needs a majority", ovn_needs.members_majority),
    Need("OVN's northd needs both of its databases", ovn_needs.northd_databases),
)
"""Those of what runs on hosts: cheap to read, for who only wants to know what to mend first."""

OF_APIS: tuple[Need, ...] = (
    Need("an API needs a service that answers", _apis_services),
    Need("every API needs Keystone's", _apis_identity),
)
"""Those of who asks an API."""

NEEDS: tuple[Need, ...] = (
    *OF_SERVICES,
    Need("a cell needs its database, and the compute API its cells", _cells_databases),
    Need("an instance needs what works at it on its host, or finds it one", _instances_hosts),
    Need("a compute node's provider needs placement's API", compute_needs.providers_placement),
    Need("a compute host needs the way to the APIs that it calls", compute_needs.computes_calls),
    Need("an instance needs what plugs its ports", wire_needs.instances_agents),
    Need("a network needs one of its DHCP agents", wire_needs.networks_agents),
    Need("a chassis of OVN needs its host's controller", ovn_needs.chassis_controllers),
    Need("a port that OVN is to plug needs its northd", ovn_needs.ports_northd),
    Need("a router needs one of its gateway chassis", ovn_needs.routers_chassis),
    Need("a physical network needs chassis that have a bridge for it", ovn_needs.networks_chassis),
    Need("an API needs the shared address of its endpoint", wire_needs.apis_vips),
    Need("a shared address needs one that keeps it", wire_needs.vips_keepers),
    Need("a database needs its shared address, and who answers there", _databases_addresses),
    Need("who runs and is not heard may wait for a member of the broker that is out", _silent_speakers),
    Need(
        "a volume in the middle of something needs its backend's service", wire_needs.volumes_backends
    ),
    *OF_APIS,
    Need("nova's API needs Neutron's for its lists of instances", _compute_network),
    Need("an API and nova's services need their own accounts at Keystone", _logins_account),
    Need("it needs the way to Keystone that its own file says", _configured_login),
    Need("what is asked over TLS needs a certificate that holds", _certificates),
    Need("one certificate that several places show is one", wire_needs.certificates_first),
    Need("Keystone needs its keys", _identity_keys),
    Need("an API needs the memcached of its configuration", _apis_cache),
    Need("a memcached needs its unit", _caches_servers),
)
"""In the order in which they are looked at, where two causes are equally near."""


@lru_cache(maxsize=2)
def _known(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Host and service of all that a unit runs, or an API has heard of."""
    found = {
        (on, service_of(unit.name)): None
        for on, known in snapshot.each(units.PROBE).items()
        for unit in known.values()
    }
    found |= {(one.host, one.binary): None for one in reachability.heard(snapshot) if one.host}
    found |= dict.fromkeys(wanted.by_catalog(snapshot))  # Apache runs several APIs
    return tuple(found)


def _hosts_of(snapshot: Snapshot, name: str) -> list[str]:
    return [on for on, known in _known(snapshot) if known == name]


def _any_of(
    snapshot: Snapshot, user: Entity, hosts: Sequence[str | None], name: str
) -> Iterator[tuple[Entity, Entity]]:
    """It needs one of those: each of them, where there is but one, or none of them runs."""
    known = [on for on in hosts if on is not None]
    units = [reachability.unit(snapshot, on, name) for on in known]
    if len(hosts) == 1 or not any(unit is not None and unit.active == "active" for unit in units):
        yield from ((user, service(on, name)) for on in known)


@lru_cache(maxsize=2)
def _configured(snapshot: Snapshot) -> tuple[tuple[tuple[str, str], HostConf], ...]:
    """Each service on its host with the file of its own."""
    found = (((on, name), conf.conf_of(snapshot, on, name)) for on, name in _known(snapshot))
    return tuple((one, own) for one, own in found if own is not None)


def _transports(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Url]]:
    """The services that have a broker, by their own configuration, and its URL."""
    for (on, name), own in _configured(snapshot):
        speaks = _SPEAKS.get(project(name))
        if speaks is None or name in speaks:
            url = own.file.url("DEFAULT", "transport_url")
            if url is not None and url.host:
                yield (on, name), url


def _connections(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Url]]:
    """The services that open a database themselves, and its URL."""
    for one, own in _configured(snapshot):
        for url in _kept(one[1], own):
            yield one, url


def _kept(name: str, own: HostConf) -> Iterator[Url]:
    """The databases that a service opens, by its file."""
    if name == NOVA_COMPUTE or name.endswith("-agent"):
        return
    for section in _KEEPS.get(name, ("database",)):
        url = own.file.url(section, "connection")
        if url is not None and url.host and url.scheme.startswith("mysql"):
            yield url


def _caches(own: HostConf) -> list[str]:
    for section, key in (("keystone_authtoken", "memcached_servers"), ("cache", "memcache_servers")):
        places = [place.strip() for place in own.file.value(section, key).split(",")]
        if any(places):
            return [place for place in places if place]
    return []


def _host(snapshot: Snapshot, url: Url) -> str | None:
    """The host of the site file to which a URL leads."""
    return reachability.host_names(snapshot).host(url.host)
