"""What each distribution calls the parts of a cloud: packages, units, ports, and its own files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actions.facts.broker.message_users import message_host
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_status
from actions.install.cinder.choices import hosts_of as cinder_hosts
from actions.install.neutron import choices
from actions.install.step import CannotPlan, known
from actions.model.plan import Situation
from actions.model.site import Host, Site

CACHE, CLIENT, COMPUTE, DATABASE, GLANCE, KEYSTONE, MESSAGING, NOVA, PLACEMENT = (
    "cache", "client", "compute", "database", "glance", "keystone", "messaging", "nova", "placement",
)  # fmt: skip

BRIDGE, NETWORK, NEUTRON, VSWITCH = "bridge", "network", "neutron", "vswitch"
"""The agent that plugs ports, the other agents, the server, Open vSwitch itself."""

CINDER, VOLUME, NFS_CLIENT, NFS_SERVER, LVM, ISCSI = (
    "cinder", "volume", "nfs-client", "nfs-server", "lvm", "iscsi",
)  # fmt: skip
"""Cinder's API and scheduler; the storage hosts' service; what its volumes need on either side."""


@dataclass(frozen=True)
class Part:
    """One part of a cloud on one distribution."""

    packages: tuple[str, ...]
    units: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """systemd's units, without `.service`, and the TCP ports on which each listens."""
    preseed: tuple[str, ...] = ()
    """Answers for debconf; {address}, {controller} and {region} are filled in."""
    uwsgi: tuple[str, ...] = ()
    """uWSGI's files, where the package runs its API under it."""
    held: tuple[str, ...] = ()
    """Units that are masked until they are configured.

    With the package's defaults they loop, and Debian's nova-compute holds its own installation up for
    90 s, waiting for a broker. Not keystone: its postinst fails where its unit is masked.
    """

    target_helper: str = ""
    """What cinder calls the program that serves its volumes over iSCSI."""


@dataclass(frozen=True)
class Distro:
    """One release of a distribution."""

    name: str
    """How PRETTY_NAME of /etc/os-release begins."""
    parts: Mapping[str, Part]
    console_defaults: str = ""
    """The file that says which console proxy starts, where there is one (T-NOVA-11)."""


_COMMON = {
    CACHE: Part(("memcached",), {"memcached": (11211,)}),
    CLIENT: Part(("python3-memcache", "python3-openstackclient", "python3-pymysql")),
    DATABASE: Part(("mariadb-server",), {"mariadb": (3306,)}),
    MESSAGING: Part(("rabbitmq-server",), {"rabbitmq-server": (5672,)}),
    COMPUTE: Part(("nova-compute", "nova-compute-kvm"), {"nova-compute": ()}),
    GLANCE: Part(("glance",), {"glance-api": (9292,)}),
    ISCSI: Part(("open-iscsi",)),
    NFS_CLIENT: Part(("nfs-common",)),
    NFS_SERVER: Part(("nfs-kernel-server",), {"nfs-server": ()}),
    VOLUME: Part(("cinder-volume",), {"cinder-volume": ()}),
    choices.LINUX_BRIDGE: Part(("neutron-linuxbridge-agent",), {"neutron-linuxbridge-agent": ()}),
    choices.OPEN_VSWITCH: Part(("neutron-openvswitch-agent",), {"neutron-openvswitch-agent": ()}),
    NETWORK: Part(
        ("neutron-dhcp-agent", "neutron-l3-agent", "neutron-metadata-agent"),
        {"neutron-dhcp-agent": (), "neutron-l3-agent": (), "neutron-metadata-agent": ()},
    ),
    VSWITCH: Part(("openvswitch-switch",), {"openvswitch-switch": ()}),
}

# The questions of Debian's packages default to "false" and 127.0.0.1 alike; answered all the same, so
# that an operator's debconf priority cannot make the installation ask (OPENSTACK.md 4.2).
_NOVA_PRESEED = (
    "nova-common nova/configure_db boolean false",
    "nova-common nova/configure_ksat boolean false",
    "nova-common nova/configure_rabbit boolean false",
    "nova-common nova/configure_neutron boolean false",
    "nova-common nova/configure_placement boolean false",
    "nova-common nova/my-ip string {address}",
    "nova-common nova/cinder_os_region_name string {region}",
)
_NEUTRON_PRESEED = (
    "neutron-common neutron/configure_db boolean false",
    "neutron-common neutron/configure_ksat boolean false",
    "neutron-common neutron/configure_rabbit boolean false",
    "neutron-common neutron/configure_nova boolean false",
)
_CINDER_PRESEED = (
    "cinder-common cinder/configure_db boolean false",
    "cinder-common cinder/configure_ksat boolean false",
    "cinder-common cinder/configure_rabbit boolean false",
    "cinder-common cinder/my-ip string {address}",
    "cinder-common cinder/glance-api-servers string http://{controller}:9292",
    "cinder-common cinder/volume_group string",
)
_DEBIAN_12 = Distro(
    "Debian GNU/Linux 12",
    {
        **_COMMON,
        CINDER: Part(
            ("cinder-api", "cinder-scheduler"),
            {"cinder-api": (8776,), "cinder-scheduler": ()},
            (*_CINDER_PRESEED, "cinder-api cinder/configure_api-endpoint boolean false"),
            uwsgi=("/etc/cinder/cinder-api-uwsgi.ini",),
            held=("cinder-api", "cinder-scheduler"),
        ),
        COMPUTE: replace(_COMMON[COMPUTE], preseed=_NOVA_PRESEED, held=("nova-compute",)),
        GLANCE: replace(
            _COMMON[GLANCE],
            preseed=(
                "glance-common glance/configure_db boolean false",
                "glance-common glance/configure_ksat boolean false",
                "glance-common glance/configure_rabbit boolean false",
                "glance-api glance/configure_api-endpoint boolean false",
            ),
        ),
        KEYSTONE: Part(
            ("keystone",),
            {"keystone": (5000,)},
            (
                "keystone keystone/configure_db boolean false",
                "keystone keystone/create-admin-tenant boolean false",
                "keystone keystone/register-endpoint boolean false",
            ),
            uwsgi=("/etc/keystone/keystone-uwsgi.ini",),
        ),
        LVM: Part(("lvm2", "tgt"), {"tgt": (3260,)}, target_helper="tgtadm"),
        NOVA: Part(
            ("nova-api", "nova-conductor", "nova-consoleproxy", "nova-scheduler"),
            {
                "nova-api": (8774,),
                "nova-api-metadata": (8775,),
                "nova-conductor": (),
                "nova-novncproxy": (6080,),
                "nova-scheduler": (),
            },
            (
                *_NOVA_PRESEED,
                "nova-api novaapi/configure_db boolean false",
                "nova-api nova/configure_api-endpoint boolean false",
            ),
            uwsgi=("/etc/nova/nova-api-uwsgi.ini", "/etc/nova/nova-api-metadata-uwsgi.ini"),
            held=(
                "nova-api",
                "nova-api-metadata",
                "nova-conductor",
                "nova-novncproxy",
                "nova-scheduler",
            ),
        ),
        choices.LINUX_BRIDGE: replace(_COMMON[choices.LINUX_BRIDGE], preseed=_NEUTRON_PRESEED),
        choices.OPEN_VSWITCH: replace(
            _COMMON[choices.OPEN_VSWITCH],
            preseed=(
                *_NEUTRON_PRESEED,
                "neutron-openvswitch-agent neutron-openvswitch-agent/overlay-int-ip-address string "
                "{address}",
            ),
        ),
        NETWORK: replace(
            _COMMON[NETWORK],
            preseed=(
                *_NEUTRON_PRESEED,
                "neutron-metadata-agent neutron-metadata/configure boolean false",
            ),
        ),
        # There is no unit neutron-server, and its package is one of dependencies only.
        NEUTRON: Part(
            ("neutron-api", "neutron-rpc-server"),
            {"neutron-api": (9696,), "neutron-rpc-server": ()},
            (*_NEUTRON_PRESEED, "neutron-api neutron/configure_api-endpoint boolean false"),
            uwsgi=("/etc/neutron/neutron-api-uwsgi.ini",),
        ),
        PLACEMENT: Part(
            ("placement-api",),
            {"placement-api": (8778,)},
            (
                "placement-common placement/configure_db boolean false",
                "placement-common placement/configure_ksat boolean false",
                "placement-api placement/configure_api-endpoint boolean false",
            ),
            uwsgi=("/etc/placement/placement-api-uwsgi.ini",),
        ),
        VOLUME: replace(_COMMON[VOLUME], preseed=_CINDER_PRESEED, held=("cinder-volume",)),
    },
    console_defaults="/etc/default/nova-consoleproxy",
)
# Ubuntu's packages have no debconf questions; cinder-api, keystone and placement live in Apache.
_UBUNTU = {
    **_COMMON,
    CINDER: Part(("cinder-api", "cinder-scheduler"), {"apache2": (8776,), "cinder-scheduler": ()}),
    KEYSTONE: Part(("keystone",), {"apache2": (5000,)}),
    LVM: Part(("lvm2", "targetcli-fb"), target_helper="lioadm"),
    NOVA: Part(
        ("nova-api", "nova-conductor", "nova-novncproxy", "nova-scheduler"),
        {
            "nova-api": (8774, 8775),
            "nova-conductor": (),
            "nova-novncproxy": (6080,),
            "nova-scheduler": (),
        },
    ),
    NEUTRON: Part(("neutron-server", "neutron-plugin-ml2"), {"neutron-server": (9696,)}),
    PLACEMENT: Part(("placement-api",), {"apache2": (8778,)}),
}
DISTROS = (_DEBIAN_12, Distro("Ubuntu 22.04", _UBUNTU), Distro("Ubuntu 24.04", _UBUNTU))


def distro_of(situation: Situation, host: str) -> Distro:
    """The table for a host, by what it says that it is; raises `CannotPlan` for any other."""
    says = known(situation, host_status.PROBE, host).os
    for distro in DISTROS:
        if says.startswith(distro.name):
            return distro
    names = ", ".join(distro.name for distro in DISTROS)
    raise CannotPlan(f"{host} runs {says or 'an unknown system'}; stackmend installs on {names}.", host)


def part_of(situation: Situation, host: str, part: str) -> Part:
    """What a host's distribution calls a part; raises `CannotPlan`."""
    name = choices.read(situation.site).mechanism if part == BRIDGE else part
    return distro_of(situation, host).parts[name]


def hosts_of(site: Site, part: str) -> tuple[Host, ...]:
    """The hosts that get a part, in the site file's order."""
    match part:
        case "database":
            found = database_host(site)
        case "messaging":
            found = message_host(site)
        case "compute":
            return site.having("compute")
        case "network":
            return network_hosts(site)
        case "bridge":
            others = site.having("compute")
            return tuple(h for h in site.hosts if h in network_hosts(site) or h in others)
        case "cinder" | "volume" | "nfs-client" | "nfs-server" | "lvm" | "iscsi":
            return cinder_hosts(site, part)
        case "vswitch":
            return hosts_of(site, BRIDGE) if choices.read(site).vswitch else ()
        case _:
            return site.having("controller")
    return (found,) if found else ()


def network_hosts(site: Site) -> tuple[Host, ...]:
    """Where routers are: the network hosts, or the controllers where there are none."""
    return site.having("network") or site.having("controller")
