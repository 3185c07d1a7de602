"""The demo's hosts: names, addresses, roles, packages and units."""

from __future__ import annotations

from actions.sim.commands.rabbitmqctl import USERS, add_user
from actions.sim.confs import AGE, write
from actions.sim.host import GIB, Disk, Host
from actions.sim.state import Cloud

HOSTS = (
    ("controller", "10.0.0.11", ("controller", "database", "messaging")),
    ("controller2", "10.0.0.12", ("controller",)),
    ("network1", "10.0.0.21", ("network",)),
    ("compute1", "10.0.0.31", ("compute",)),
    ("compute2", "10.0.0.32", ("compute",)),
    ("compute3", "10.0.0.33", ("compute",)),
    ("storage1", "10.0.0.41", ("storage",)),
)
"""(name, address, roles)."""

_EVERYWHERE = (("ssh", "OpenBSD Secure Shell server"), ("chrony", "chrony, an NTP client/server"))
_LINUX_BRIDGE = (
    "neutron-linuxbridge-agent",
    "OpenStack Neutron Linux Bridge Agent (neutron-linuxbridge-agent)",
)
UNITS = {
    "controller": (
        ("memcached", "memcached daemon"),
        ("keystone", "OpenStack Identity service (keystone)"),
        ("glance-api", "OpenStack Image API (glance-api)"),
        ("placement-api", "OpenStack Placement API (placement-api)"),
        ("nova-api", "OpenStack Compute API (nova-api)"),
        ("nova-api-metadata", "OpenStack Compute metadata API (nova-api-metadata)"),
        ("nova-conductor", "OpenStack Compute Conductor (nova-conductor)"),
        ("nova-scheduler", "OpenStack Compute Scheduler (nova-scheduler)"),
        ("nova-novncproxy", "OpenStack Compute NoVNC proxy (nova-novncproxy)"),
        ("neutron-api", "OpenStack Neutron API (neutron-api)"),
        ("neutron-rpc-server", "OpenStack Neutron RPC Server (neutron-rpc-server)"),
        ("cinder-api", "OpenStack Cinder Api (cinder-api)"),
        ("cinder-scheduler", "OpenStack Cinder Scheduler (cinder-scheduler)"),
    ),
    "database": (("mariadb", "MariaDB 10.11.11 database server"),),
    "messaging": (("rabbitmq-server", "RabbitMQ Messaging Server"),),
    "network": (
        ("neutron-l3-agent", "OpenStack Neutron L3 agent (neutron-l3-agent)"),
        ("neutron-dhcp-agent", "OpenStack Neutron DHCP Agent (neutron-dhcp-agent)"),
        ("neutron-metadata-agent", "OpenStack Neutron Metadata Agent (neutron-metadata-agent)"),
        (
            "neutron-linuxbridge-agent",
            "OpenStack Neutron Linux Bridge Agent (neutron-linuxbridge-agent)",
        ),
    ),
    "compute": (
        ("libvirtd", "Virtualization daemon"),
        ("nova-compute", "OpenStack Compute (nova-compute)"),
        (
            "neutron-linuxbridge-agent",
            "OpenStack Neutron Linux Bridge Agent (neutron-linuxbridge-agent)",
        ),
    ),
    "storage": (
        ("tgt", "(i)SCSI target daemon"),
        ("cinder-volume", "OpenStack Cinder Volume (cinder-volume)"),
    ),
}
"""(unit, description), by role."""

_GLANCE = "2:25.1.0-2+deb12u5"
_NOVA, _NEUTRON, _CINDER = "2:26.2.2-1~deb12u5", "2:21.0.0-7+deb12u1", "2:21.3.1-1~deb12u1"
PACKAGES = {
    "controller": {
        "keystone": "2:22.0.2-0+deb12u6", "glance": _GLANCE, "glance-api": _GLANCE,
        "placement-api": "8.0.0-2", "nova-common": _NOVA, "nova-api": _NOVA, "nova-conductor": _NOVA,
        "nova-scheduler": _NOVA, "nova-consoleproxy": _NOVA, "neutron-common": _NEUTRON,
        "neutron-server": _NEUTRON, "neutron-api": _NEUTRON, "neutron-rpc-server": _NEUTRON,
        "cinder-common": _CINDER, "cinder-api": _CINDER, "cinder-scheduler": _CINDER,
        "mariadb-client": "1:10.11.11-0+deb12u1", "memcached": "1.6.18-1",
    },
    "database": {"mariadb-server": "1:10.11.11-0+deb12u1"},
    "messaging": {"rabbitmq-server": "3.10.8-1.1+deb12u1"},
    "network": {
        "neutron-common": _NEUTRON, "neutron-l3-agent": _NEUTRON, "neutron-dhcp-agent": _NEUTRON,
        "neutron-metadata-agent": _NEUTRON, "neutron-linuxbridge-agent": _NEUTRON,
    },
    "compute": {
        "nova-common": _NOVA, "nova-compute": _NOVA, "nova-compute-kvm": _NOVA,
        "libvirt-daemon-system": "9.0.0-4+deb12u2", "neutron-common": _NEUTRON,
        "neutron-linuxbridge-agent": _NEUTRON,
    },
    "storage": {"cinder-common": _CINDER, "cinder-volume": _CINDER, "tgt": "1:1.0.85-1"},
}  # fmt: skip
"""Debian packages and versions, by role."""

_SHAPES = {
    "controller": (8, 32, 21.4, (1.31, 1.12, 0.98)),
    "controller2": (8, 32, 14.2, (0.64, 0.59, 0.55)),
    "network1": (4, 16, 5.1, (0.22, 0.19, 0.2)),
    "compute1": (16, 64, 39.5, (6.12, 5.87, 5.4)),
    "compute2": (16, 64, 31.2, (3.48, 3.61, 3.3)),
    "compute3": (16, 64, 6.3, (0.31, 0.28, 0.24)),
    "storage1": (8, 32, 12.7, (0.88, 0.93, 1.01)),
}
"""(processors, GiB of memory, GiB of it used, load), by host."""


def build(cloud: Cloud) -> None:
    """Make all hosts, with their files, packages and units."""
    for name, address, roles in HOSTS:
        cloud.hosts[name] = Host(name, address, roles, cloud.clock)
    add_user(cloud.rows(USERS), "openstack", cloud.password("rabbit"))
    cloud.rows(USERS)["openstack"]["permissions"] = [".*", ".*", ".*"]
    for number, host in enumerate(cloud.hosts.values()):
        _shape(host)
        write(cloud, host)
        host.settle = lambda: cloud.settle(now=True)
        for role in host.roles:
            host.packages |= PACKAGES[role]
        started = host.clock.now() - AGE + 600 + 240 * number
        for place, (unit, description) in enumerate(_units(host)):
            host.add_unit(unit, description, started + 5 * place)


def _units(host: Host) -> list[tuple[str, str]]:
    return [*_EVERYWHERE, *(unit for role in host.roles for unit in UNITS[role])]


def _shape(host: Host) -> None:
    host.cpus, memory, used, host.load = _SHAPES[host.name]
    host.memory, host.memory_used = memory * GIB, int(used * GIB)
    if "storage" in host.roles:
        host.disks.append(Disk("/dev/vdb1", "/srv/volumes", 2000 * GIB, 870 * GIB))
    if "compute" in host.roles:
        host.disks.append(Disk("/dev/vdb1", "/var/lib/nova/instances", 500 * GIB, 126 * GIB))
    if "database" in host.roles:
        host.disks.append(Disk("/dev/vdb1", "/var/lib/mysql", 100 * GIB, 23 * GIB))
