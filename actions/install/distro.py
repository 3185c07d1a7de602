"""What each distribution calls the parts of a cloud: packages, units, ports, and its own files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actions.facts import host_status
from actions.facts.database_server import database_host
from actions.facts.message_users import message_host
from actions.install.deciding import CannotPlan, known
from actions.model import Host, Site, Situation

CACHE, CLIENT, COMPUTE, DATABASE, GLANCE, KEYSTONE, MESSAGING, NOVA, PLACEMENT = (
    "cache", "client", "compute", "database", "glance", "keystone", "messaging", "nova", "placement",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part of a cloud on one distribution."""

    packages: tuple[str, ...]
    units: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """systemd's units, without `.service`, and the TCP ports on which each listens."""
    preseed: tuple[str, ...] = ()
    """Answers for debconf; {address} and {region} are filled in."""
    uwsgi: tuple[str, ...] = ()
    """uWSGI's files, where the package runs its API under it."""
    held: tuple[str, ...] = ()
    """Units that are masked until they are configured.

    With the package's defaults they loop, and Debian's nova-compute holds its own installation up for
    90 s, waiting for a broker. Not keystone: its postinst fails where its unit is masked.
    """


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
_DEBIAN_12 = Distro(
    "Debian GNU/Linux 12",
    {
        **_COMMON,
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
    },
    console_defaults="/etc/default/nova-consoleproxy",
)
# Ubuntu's packages have no debconf questions; keystone and placement live in Apache.
_UBUNTU = {
    **_COMMON,
    KEYSTONE: Part(("keystone",), {"apache2": (5000,)}),
    NOVA: Part(
        ("nova-api", "nova-conductor", "nova-novncproxy", "nova-scheduler"),
        {
            "nova-api": (8774, 8775),
            "nova-conductor": (),
            "nova-novncproxy": (6080,),
            "nova-scheduler": (),
        },
    ),
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
    raise CannotPlan(f"{host} runs {says or 'an unknown system'}; stackmend installs on {names}.")


def part_of(situation: Situation, host: str, part: str) -> Part:
    """What a host's distribution calls a part; raises `CannotPlan`."""
    return distro_of(situation, host).parts[part]


def hosts_of(site: Site, part: str) -> tuple[Host, ...]:
    """The hosts that get a part, in the site file's order."""
    match part:
        case "database":
            found = database_host(site)
        case "messaging":
            found = message_host(site)
        case "compute":
            return site.having("compute")
        case _:
            return site.having("controller")
    return (found,) if found else ()
