"""One fixed snapshot of a small cloud with trouble in it: what the panes' tests and pictures show."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.deployments.layout import Layout
from actions.facts._support.mounts import FileSystem
from actions.facts.cinder import volume_services
from actions.facts.database import db_logins
from actions.facts.database.db_logins import Login
from actions.facts.hosts import conf, host_layout, host_status, units
from actions.facts.hosts.conf import ConfFile
from actions.facts.hosts.host_status import HostStatus
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog, endpoint_health, endpoints, identity_services
from actions.facts.keystone.catalog import Address, Offered
from actions.facts.keystone.endpoints import Endpoint
from actions.facts.keystone.identity_services import IdentityService
from actions.facts.neutron import floating_ips, network_agents, networks, ports, routers, subnets
from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.ports import PortKind, Ports
from actions.facts.neutron.routers import Router
from actions.facts.neutron.subnets import Subnet
from actions.facts.nova import (
    cell_databases,
    cell_instances,
    cell_mappings,
    compute_services,
    hypervisors,
    instance_mappings,
)
from actions.facts.nova.cell_databases import CellDatabase, ComputeNode, ServiceRow
from actions.facts.nova.cell_instances import CellInstances
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase, CellMapping
from actions.facts.nova.compute_services import Service
from actions.facts.nova.hypervisors import Hypervisor
from actions.facts.nova.instance_mappings import InstanceMappings
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.query import UrlResult
from actions.model.secret import Secret
from actions.model.site import Host, Site
from tests.screens import answers_cloud, paths_cloud, storage_cloud
from tui.values import samples

NOW = 1_767_000_000.0
"""When the snapshot was taken."""
CELL1 = "4c8a1a5b-9d0e-4a58-8f3a-2d5c1c0b7a10"
GIB = 1024**3
DB = "mysql+pymysql://nova:s3cret@controller"

SITE = Site(
    name="lab",
    cloud="lab",
    hosts=(
        Host("controller", frozenset({"controller", "network", "database", "messaging"})),
        Host("compute1", frozenset({"compute"})),
        Host("compute2", frozenset({"compute"})),
        Host("compute3", frozenset({"compute"})),
        Host("storage1", frozenset({"storage"})),
    ),
)


def _status(name: str, load: float, used: float, disk: int, clock: float = 0.0) -> HostStatus:
    root = FileSystem("/", 40 * GIB, disk * GIB * 4 // 10, (100 - disk) * GIB * 4 // 10)
    return HostStatus(
        hostname=name,
        os="Debian GNU/Linux 12 (bookworm)",
        clock=NOW - 3 + clock,
        uptime=86400.0 * 12,
        cpus=8,
        load=(load, load * 0.9, load * 0.8),
        memory=16 * GIB,
        memory_free=int(16 * GIB * (1 - used)),
        file_systems=(root, FileSystem("/var", 100 * GIB, 31 * GIB, 69 * GIB)),
        addresses=("10.20.0.11",),
    )


HOSTS = {
    "controller": _status("controller", 1.92, 0.71, 44),
    "compute1": _status("compute1", 0.64, 0.38, 22),
    "compute2": _status("compute2", 5.10, 0.83, 93),
    "compute3": _status("compute3", 0.03, 0.12, 18, clock=4.2),
}


def _unit(name: str, active: str = "active", age: float = 86400.0 * 3, restarts: int = 0) -> Unit:
    return Unit(
        name=name,
        load="loaded",
        active=active,
        sub={"active": "running", "failed": "failed"}.get(active, "dead"),
        enabled="enabled",
        restarts=restarts,
        age=age if active == "active" else None,
        result="success" if active == "active" else "exit-code",
    )


def _units(*names: str, failed: str = "") -> dict[str, Unit]:
    found = {name: _unit(name) for name in names}
    if failed:
        found[failed] = _unit(failed, "failed", restarts=5)
    return found


UNITS = {
    "controller": _units(
        "nova-api", "nova-scheduler", "nova-conductor", "neutron-api", "neutron-dhcp-agent", "mariadb",
        "glance-api", "rabbitmq-server", "memcached", "apache2", failed="neutron-l3-agent",
    ),
    "compute1": _units("nova-compute", "neutron-linuxbridge-agent", "libvirtd"),
    "compute2": _units("nova-compute", "neutron-linuxbridge-agent", "libvirtd"),
    "compute3": _units("nova-compute", "neutron-linuxbridge-agent", "libvirtd"),
}  # fmt: skip

SERVICES = (
    Service("nova-scheduler", "controller", "up", "enabled", "", NOW - 6, "s1"),
    Service("nova-conductor", "controller", "up", "enabled", "", NOW - 4, "s2"),
    Service("nova-compute", "compute1", "up", "enabled", "", NOW - 5, "s3"),
    Service("nova-compute", "compute2", "up", "disabled", "disk swap, MH 12 Dec", NOW - 8, "s4"),
    Service("nova-compute", "compute3", "up", "enabled", "", NOW - 2, "s5"),
    Service("nova-compute", "compute9", "down", "enabled", "", NOW - 86400 * 4, "s6"),
)

AGENTS = (
    Agent("a1", "DHCP agent", "neutron-dhcp-agent", "controller", True, True, NOW - 11),
    Agent("a2", "L3 agent", "neutron-l3-agent", "controller", False, True, NOW - 1260),
    Agent("a3", "Metadata agent", "neutron-metadata-agent", "controller", True, True, NOW - 14),
    *(
        Agent(f"b{n}", "Linux bridge agent", "neutron-linuxbridge-agent", host, True, True, NOW - 7 - n)
        for n, host in enumerate(("controller", "compute1", "compute2", "compute3"))
    ),
)

VOLUMES = (
    Service("cinder-scheduler", "controller", "up", "enabled", "", NOW - 3),
    Service("cinder-volume", "storage1@lvm", "up", "enabled", "", NOW - 9),
)

HYPERVISORS = tuple(
    Hypervisor(
        f"{host}.example.org", host, "QEMU", f"10.20.0.2{n}", vms, 8, vms, 16384, 2048 * vms
    )
    for n, (host, vms) in enumerate((("compute1", 5), ("compute2", 7), ("compute3", 0)))
)  # fmt: skip

_PORTS = {
    "identity": ("keystone", 5000), "compute": ("nova", 8774), "placement": ("placement", 8778),
    "image": ("glance", 9292), "network": ("neutron", 9696), "block-storage": ("cinder", 8776),
}  # fmt: skip
CATALOG = tuple(IdentityService(f"id-{kind}", name, kind) for kind, (name, _) in _PORTS.items())
ENDPOINTS = tuple(
    Endpoint(
        f"{kind}-{interface}", f"id-{kind}", interface, "RegionOne", f"http://controller:{port}/", True
    )
    for kind, (_, port) in _PORTS.items()
    for interface in ("public", "internal")
)
OFFERED = tuple(
    Offered(
        entry.id,
        entry.name,
        entry.type,
        tuple(Address(e.interface, e.region, e.url) for e in ENDPOINTS if e.service == entry.id),
    )
    for entry in CATALOG
)
HEALTH = {
    f"http://controller:{port}/": UrlResult(200 if port != 9292 else 503, took=0.012 + port % 7 / 90)
    for _, port in _PORTS.values()
}


def _mapping(
    number: int, uuid: str, name: str, transport: str, database: str, **more: Any
) -> CellMapping:
    return CellMapping(
        number, uuid, name, Secret(transport), Secret(database), False, 86400.0 * 9, **more
    )


API_DATABASE = ApiDatabase(
    cells=(
        _mapping(1, CELL0, "cell0", "none:///", "{scheme}://{username}:{password}@{hostname}/nova"),
        _mapping(
            2, CELL1, "cell1", "{scheme}://{username}:{password}@{hostname}:{port}/{path}?{query}",
            "{scheme}://{username}:{password}@{hostname}/{path}",
            hosts=("compute1", "compute2"), instances=12,
        ),
    ),
    schema_version="b30f573d3377",
)  # fmt: skip

CELL1_DATABASE = CellDatabase(
    server="controller:3306",
    schema="nova",
    schema_version="ccb0fa1a2252",
    computes=tuple(ComputeNode(f"compute{n}", f"c{n}", int(n < 3)) for n in (1, 2, 3)),
    services=tuple(ServiceRow("nova-compute", f"compute{n}", 66) for n in (1, 2, 3)),
    instances=12,
)

CONF = ConfFile(
    {
        ("api_database", "connection"): Secret(f"{DB}/nova_api"),
        ("database", "connection"): Secret(f"{DB}/nova"),
        ("DEFAULT", "transport_url"): Secret("rabbit://openstack:s3cret@controller:5672/"),
        ("keystone_authtoken", "region_name"): "RegionOne",
    },
    age=86400.0 * 9,
    owner="nova:nova",
    mode="640",
)

NETWORKS = (
    Network("n1", "public", "ACTIVE", True, True, True, 1500, "flat", "provider", None),
    Network("n2", "apps", "ACTIVE", True, False, False, 1450, "vxlan", "", 214),
    Network("n3", "backup", "ACTIVE", True, False, False, 1450, "vxlan", "", 377),
)
SUBNETS = (
    Subnet("sn1", "public-v4", "n1", "203.0.113.0/24", 41, 50),
    Subnet("sn2", "apps-v4", "n2", "10.1.0.0/24", 17, 253),
    Subnet("sn3", "apps-v6", "n2", "fd00:1::/64", 17, 18446744073709551614),
    Subnet("sn4", "backup-v4", "n3", "10.2.0.0/24", 2, 253),
)
ROUTERS = (
    Router("r1", "edge", "ACTIVE", True, "n1", ("203.0.113.12",)),
    Router("r2", "inner", "DOWN", True),
)
FLOATING = (
    FloatingIp("203.0.113.20", "10.1.0.7", "n1", "r1", "p1", "ACTIVE"),
    FloatingIp("203.0.113.21", "", "n1", "", "", "DOWN"),
)
PORTS = Ports(
    {
        PortKind("n2", "compute:nova", "ACTIVE", "compute1", "bridge"): 5,
        PortKind("n2", "compute:nova", "ACTIVE", "compute2", "bridge"): 7,
        PortKind("n2", "compute:nova", "DOWN", "compute3", "binding_failed"): 1,
        PortKind("n2", "network:dhcp", "ACTIVE", "controller", "bridge"): 1,
        PortKind("n2", "network:router_interface", "DOWN", "controller", "bridge"): 1,
        PortKind("n1", "network:router_gateway", "DOWN", "controller", "bridge"): 1,
        PortKind("n1", "network:floatingip", "N/A", "", ""): 2,
        PortKind("n3", "network:dhcp", "ACTIVE", "controller", "bridge"): 1,
    },
    {"r1": ("controller",)},
    {"n2": ("r1",)},
)


def _history() -> dict[str, tuple[float | None, ...]]:
    def series(base: float, swing: float, since: int = 0) -> tuple[float | None, ...]:
        return tuple(
            None if n < since else base + swing * (1 + math.sin(n / 4)) for n in range(samples.BUCKETS)
        )

    found = {samples.latency(root): series(0.02, 0.03, since=8) for root in HEALTH}
    found |= {samples.load(host): series(0.1, 0.2) for host in HOSTS}
    return found | {
        samples.COMPUTE: series(4, 3), samples.NETWORK: series(8, 10), samples.VOLUME: series(3, 3, 30),
        samples.CELLS: series(0.004, 0.004),
    }  # fmt: skip


def _readings(
    probe: Probe[Any], facts: Mapping[str, Any], age: float = 3.0
) -> dict[str, dict[str, Reading[Any]]]:
    at = NOW - age
    return {probe.name: {subject: Reading(fact, at, "", at, 0.04) for subject, fact in facts.items()}}


_COMPUTES = {f"compute{number}": {"/etc/nova/nova.conf": ConfFile()} for number in (1, 2, 3)}
_LOGINS = {
    db_logins.subject("controller", "/etc/nova/nova.conf", section, "connection"): Login()
    for section in ("api_database", "database")
}


def snapshot() -> Snapshot:
    """cell0 on cell1's database, compute3 unmapped, a dead L3 agent, storage1 unreachable."""
    facts = {
        **_readings(catalog.PROBE, {"": OFFERED}, 30),
        **_readings(cell_databases.PROBE, {CELL0: CELL1_DATABASE, CELL1: CELL1_DATABASE}),
        **_readings(cell_mappings.PROBE, {"": API_DATABASE}),
        **_readings(compute_services.PROBE, {"": SERVICES}, 2),
        **_readings(cell_instances.PROBE, {cell: CellInstances({}, True) for cell in (CELL0, CELL1)}),
        **_readings(conf.PROBE, {"controller": {"/etc/nova/nova.conf": CONF}, **_COMPUTES}, 40),
        **_readings(db_logins.PROBE, _LOGINS, 40),
        **_readings(instance_mappings.PROBE, {"": InstanceMappings({}, True)}),
        **_readings(endpoint_health.PROBE, HEALTH, 4),
        **_readings(endpoints.PROBE, {"": ENDPOINTS}, 30),
        **_readings(floating_ips.PROBE, {"": FLOATING}, 12),
        **_readings(host_layout.PROBE, dict.fromkeys(UNITS, Layout("debian 12"))),
        **_readings(host_status.PROBE, HOSTS),
        **_readings(hypervisors.PROBE, {"": HYPERVISORS}),
        **_readings(identity_services.PROBE, {"": CATALOG}, 30),
        **_readings(network_agents.PROBE, {"": AGENTS}),
        **_readings(networks.PROBE, {"": NETWORKS}, 12),
        **_readings(ports.PROBE, {"": PORTS}, 12),
        **_readings(routers.PROBE, {"": ROUTERS}, 12),
        **_readings(subnets.PROBE, {"": SUBNETS}, 12),
        **_readings(units.PROBE, UNITS),
        **_readings(volume_services.PROBE, {"": VOLUMES}),
    }
    for probe, found in {**paths_cloud.FACTS, **storage_cloud.facts(NOW)}.items():
        facts |= _readings(probe, found, 12)
    for probe, found in answers_cloud.answers(Snapshot(SITE, NOW, facts)).items():
        facts |= _readings(probe, found, 12)
    lost = "storage1 cannot be reached over SSH: connection timed out after 10 s."
    for probe in (host_status.PROBE, units.PROBE):
        facts[probe.name]["storage1"] = Reading(error=lost, tried=NOW - 5, took=10.0)
    facts[units.PROBE.name]["compute2"] = replace(
        facts[units.PROBE.name]["compute2"], at=NOW - 140, error="compute2: the connection was lost."
    )
    return Snapshot(SITE, NOW, facts, _history())
