"""Services that a cloud needs and that do not run: which unit, who needs it, and whether another does.

That a unit is enabled says little on packages that enable whatever they install: there it counts once
it is configured, and in the middle of an installation nothing is. What an API lists, an endpoint of the
catalog or a URL of a configuration leads to is needed even where somebody disabled it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from actions.checks._support import conductors, reachability, vips
from actions.checks._support.named_places import keys, places
from actions.checks._support.wording import listed, verb
from actions.deployments.all import enabled_is_wanted, units_by_deployment
from actions.deployments.service_types import API_OF
from actions.deployments.services import (
    BALANCER,
    CACHE_SERVER,
    CINDER_API,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    DATABASE_SERVER,
    GLANCE_API,
    KEYSTONE_API,
    LIBVIRT,
    MESSAGE_BROKER,
    NEUTRON_API,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_LINUXBRIDGE_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    OVN_CONTROLLER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
    PLACEMENT_API,
    SWITCH,
    SWITCH_DAEMON,
    SWITCH_DATABASE,
    VIP_KEEPER,
    project,
)
from actions.facts.balancing import balancers
from actions.facts.cinder import volume_services
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services
from actions.formats.url import Url
from actions.model.fact import Snapshot

NEEDS = (*reachability.HEARD_NEEDS, balancers.PROBE, catalog.PROBE, conf.PROBE, units.PROBE)

APIS = (KEYSTONE_API, GLANCE_API, PLACEMENT_API, NOVA_API, NEUTRON_API, CINDER_API)
"""In the order of what needs what."""
_WORKERS = (NOVA_CONDUCTOR, NOVA_SCHEDULER, NOVA_METADATA, NEUTRON_RPC_SERVER, CINDER_SCHEDULER)
AGENTS = (
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_LINUXBRIDGE_AGENT,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    OVN_CONTROLLER,
)
CENTRAL = (OVN_NORTHBOUND, OVN_SOUTHBOUND, OVN_NORTHD)
SWITCHES = (SWITCH_DATABASE, SWITCH_DAEMON, SWITCH)
_KEEPERS = (BALANCER, VIP_KEEPER)
ORDER = (
    *_KEEPERS,
    DATABASE_SERVER,
    MESSAGE_BROKER,
    CACHE_SERVER,
    *CENTRAL,
    *APIS,
    *_WORKERS,
    *SWITCHES,
    *AGENTS,
    LIBVIRT,
    NOVA_COMPUTE,
    CINDER_VOLUME,
    CINDER_BACKUP,
)
"""All that is known to be needed, each behind what it needs itself."""
SHARED = frozenset(
    (
        DATABASE_SERVER,
        MESSAGE_BROKER,
        *APIS,
        *CENTRAL,
        NOVA_CONDUCTOR,
        NOVA_SCHEDULER,
        NEUTRON_RPC_SERVER,
    )
)
"""Those without which more than their own host stands still."""
_PER_HOST = frozenset((*AGENTS, *SWITCHES, LIBVIRT, NOVA_COMPUTE))
BESIDE = {
    NOVA_COMPUTE: (LIBVIRT,),
    NEUTRON_OPENVSWITCH_AGENT: SWITCHES,
    OVN_CONTROLLER: SWITCHES,
}
"""What a service needs on its own host."""
_PROGRAMS = ("AUTO:", "Masakari")
"""How the reasons of nova itself and of Masakari begin, which disable what they found dead."""
_STORED = {NOVA_API: "api_database", NOVA_METADATA: "api_database", PLACEMENT_API: "placement_database"}


class Stopped(NamedTuple):
    """One service that does not run where it is needed."""

    host: str
    service: str
    unit: Unit
    why: str
    """Who needs it, as half a sentence."""
    peers: tuple[str, ...]
    """Other hosts on which the same runs, and can stand in for it."""
    maintenance: str
    """Why a person took it out of service; empty: nobody did."""


def stopped(snapshot: Snapshot) -> tuple[Stopped, ...]:
    """What is needed and inactive, in the order in which it is to be started; what failed is not."""
    return tuple(one for one in out(snapshot) if one.unit.active == "inactive")


@lru_cache(maxsize=2)
def out(snapshot: Snapshot) -> tuple[Stopped, ...]:
    """The same with what has failed."""
    found = []
    told: set[tuple[str, str]] = set()
    kept = vips.keepers(snapshot)
    for service in ORDER if kept else ORDER[len(_KEEPERS) :]:
        for host in snapshot.site.hosts:
            unit = runs(snapshot, host.name, service)
            if unit is None or unit.active not in ("inactive", "failed"):
                continue
            if unit.listening and unit.active == "inactive":
                continue
            if (host.name, unit.name) in told or _covered(snapshot, host.name, service):
                continue
            if why := _needed(snapshot, host.name, service, unit):
                told.add((host.name, unit.name))
                peers = _peers(snapshot, host.name, service)
                person = maintenance(snapshot, host.name, service)
                found.append(Stopped(host.name, service, unit, why, peers, person))
    return tuple(found)


def runs(snapshot: Snapshot, host: str, service: str) -> Unit | None:
    """The unit that runs a service there; of several that might, the one that does or would.

    What another deployment would run it by counts only where the first one's units are not there:
    Apache is on many a host beside a Keystone of its own.
    """
    known = snapshot.get(units.PROBE, host) or {}
    for names in units_by_deployment(service):
        several = [known[name] for name in names if name in known]
        several.sort(key=lambda u: (u.active == "inactive", not u.listening, u.enabled == "disabled"))
        if several:
            return several[0]
    return None


def maintenance(snapshot: Snapshot, host: str, service: str, *, forced: bool = True) -> str:
    """The words of the person who took a service, or the whole compute host, out of service.

    What is only forced down may be fenced by a program, for it is dead: `forced` says if that counts.
    """
    names = reachability.host_names(snapshot)
    rows = (
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    )
    on_computes = service in _PER_HOST or service.endswith("-agent")
    for row in rows:
        own = row.binary == service or (row.binary == NOVA_COMPUTE and on_computes)
        disabled = row.status == "disabled" and not row.reason.startswith(_PROGRAMS)
        if own and (disabled or (forced and row.forced_down)) and names.host(row.host) == host:
            said = f"disabled: {row.reason}" if row.reason else "disabled"
            return f"{row.binary} there is {said if disabled else 'forced down'}"
    for agent in snapshot.get(network_agents.PROBE) or ():
        if agent.binary == service and not agent.admin_up and names.host(agent.host) == host:
            return "its admin state is down" + (f": {agent.reason}" if agent.reason else "")
    return ""


def _covered(snapshot: Snapshot, host: str, service: str) -> bool:
    """Debian's umbrella of Open vSwitch is told before what it starts."""
    if service not in (SWITCH_DAEMON, SWITCH_DATABASE):
        return False
    umbrella = runs(snapshot, host, SWITCH)
    return umbrella is not None and umbrella.active != "active"


def _needed(snapshot: Snapshot, host: str, service: str, unit: Unit) -> str:
    """Who needs it; empty: nobody is known to."""
    if known := _listed(snapshot, host, service):
        return known
    if service == NOVA_METADATA and (asked := _named(snapshot, host, service)):
        return asked
    enabled = unit.enabled not in ("disabled", "masked", "masked-runtime")
    if service in (MESSAGE_BROKER, DATABASE_SERVER, CACHE_SERVER):
        return _named(snapshot, host, service) or (_shared(snapshot, host, service) if enabled else "")
    if service in _KEEPERS:
        return _keeps(snapshot, host) if enabled else ""
    if service in APIS:
        led = offered(snapshot, host, service)
        return led or (_configured(snapshot, host, service, unit) if enabled else "")
    if service in CENTRAL:
        used = any(agent.ovn for agent in snapshot.get(network_agents.PROBE) or ())
        return "OVN's agents need one" if used and enabled else ""
    if service == OVN_CONTROLLER:
        return _drives_ovn(snapshot) if enabled else ""
    if service in (LIBVIRT, *SWITCHES):
        return _under(snapshot, host, service)
    if not enabled or (
        service not in (NOVA_METADATA, NEUTRON_RPC_SERVER) and _heard_of(snapshot, service)
    ):
        return ""  # it has never reported: nobody has finished installing it
    return _configured(snapshot, host, service, unit)


def _keeps(snapshot: Snapshot, host: str) -> str:
    """keepalived there is to keep an address, and who has it now."""
    for address, hosts in vips.keepers(snapshot).items():
        if host in hosts:
            now = vips.holders(snapshot, address)
            has = f"{listed(now)} {verb(len(now), 'has', 'have')} it" if now else "no host has it"
            return f"{VIP_KEEPER} there is to keep {address} ({has} now)"
    return ""


def _listed(snapshot: Snapshot, host: str, service: str) -> str:
    known = any(one.host == host and one.binary == service for one in reachability.heard(snapshot))
    return f"{_project(service)} lists it" if known else ""


def _drives_ovn(snapshot: Snapshot) -> str:
    """A configuration says so: a controller that is stopped takes its row along, and is in no list."""
    found = keys(snapshot, OVN_CONTROLLER)
    return next((f"networks are OVN's by {key} of {name} on {o.host}" for o, name, key, _ in found), "")


def _heard_of(snapshot: Snapshot, service: str) -> bool:
    """Its API's list was read, so that what is not in it has never reported."""
    probes = {"nova": compute_services.PROBE, "cinder": volume_services.PROBE}
    if _project(service) == "neutron":
        return snapshot.get(network_agents.PROBE) is not None
    return snapshot.get(probes[_project(service)]) is not None


def _project(service: str) -> str:
    return "neutron" if service == OVN_CONTROLLER else project(service)


def offered(snapshot: Snapshot, host: str, service: str) -> str:
    """An endpoint of the catalog's leads to that very host, and no other unit there answers for it."""
    names = reachability.host_names(snapshot)
    for one in snapshot.get(catalog.PROBE) or ():
        if catalog.current(one.type) == API_OF[service]:
            urls = (Url.parse(address.url) for address in one.here)
            if any(url is not None and names.host(url.host) == host for url in urls):
                return f"the {one.type} endpoint of the catalog leads there"
    return ""


def by_catalog(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Host and service of each API whose endpoint leads to a host that has a unit for it."""
    for host in snapshot.site.hosts:
        for one in APIS:
            if offered(snapshot, host.name, one) and runs(snapshot, host.name, one):
                yield host.name, one


def _configured(snapshot: Snapshot, host: str, service: str, unit: Unit) -> str:
    """It is enabled, and its configuration is no more the package's own."""
    if enabled_is_wanted(unit.name):
        return "it is enabled"
    own = conf.conf_of(snapshot, host, service)
    if own is None:
        return ""
    if service in APIS or service == NOVA_METADATA:
        url = own.file.url(_STORED.get(service, "database"), "connection")
        done = url is not None and bool(url.host)
    else:
        done = _transport(own) is not None
    return f"it is enabled and configured in {own.path}" if done else ""


def _under(snapshot: Snapshot, host: str, service: str) -> str:
    """What runs on the same host and needs it."""
    for one in (one for one, needed in BESIDE.items() if service in needed):
        unit = runs(snapshot, host, one)
        own = conf.conf_of(snapshot, host, one)
        driver = own.file.value("DEFAULT", "compute_driver") if own else ""
        if unit is None or (one == NOVA_COMPUTE and driver and not driver.startswith("libvirt")):
            continue
        if _listed(snapshot, host, one) or _configured(snapshot, host, one, unit):
            return f"{unit.name} there needs it"
    return ""


def _named(snapshot: Snapshot, host: str, service: str) -> str:
    """A configuration leads to that very host."""
    names = reachability.host_names(snapshot)
    for user, place in places(snapshot, service):
        if names.host(place) == host:
            return f"{user} leads there"
    return ""


def _shared(snapshot: Snapshot, host: str, service: str) -> str:
    """It is enabled, on a host of its role, and something is configured to use such a one."""
    user = _any(snapshot, service)
    if service == CACHE_SERVER:
        beside = [one for one in APIS if (u := runs(snapshot, host, one)) and u.enabled != "disabled"]
        ready = any(conf.conf_of(snapshot, host, one) is not None for one in beside)
        return "it is enabled beside the APIs" if ready and not user and _used(snapshot) else ""
    role = "messaging" if service == MESSAGE_BROKER else "database"
    mine = {one.name for one in (*snapshot.site.having(role), *snapshot.site.having("controller"))}
    return f"it is enabled, and {user} leads to one of its kind" if user and host in mine else ""


def _used(snapshot: Snapshot) -> bool:
    """Something is configured to keep a database: an installation has come so far."""
    return bool(_any(snapshot, DATABASE_SERVER))


def _any(snapshot: Snapshot, service: str) -> str:
    return next((user for user, _ in places(snapshot, service)), "")


def _transport(own: HostConf) -> Url | None:
    url = own.file.url("DEFAULT", "transport_url")
    return url if url is not None and url.host else None


def _peers(snapshot: Snapshot, host: str, service: str) -> tuple[str, ...]:
    """Other hosts where it runs; of brokers and databases, those to which the same users can turn, and
    of conductors those of the same cell."""
    if service in _PER_HOST:
        return ()
    found = [
        one.name
        for one in snapshot.site.hosts
        if one.name != host and (u := runs(snapshot, one.name, service)) and u.active == "active"
    ]
    if service == NOVA_CONDUCTOR:
        return conductors.heard_by(snapshot, conductors.of(snapshot, found), host)
    if service in (MESSAGE_BROKER, DATABASE_SERVER):
        names = reachability.host_names(snapshot)
        urls = (Url.parse(text) for *_, text in keys(snapshot, service))
        groups = [{names.host(one.host) for one in (url, *url.others)} for url in urls if url]
        mine = [group for group in groups if host in group]
        if mine and None not in set().union(*mine):  # none leads to an address that wanders
            return tuple(one for one in found if all(one in group for group in mine))
    return tuple(found)
