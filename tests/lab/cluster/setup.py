"""From three hosts with packages to a cloud: the order of the HA guide, by its own commands."""

from __future__ import annotations

from .. import guide
from ..guide import Account, Service, everywhere, write
from ..host import Host
from ..shell import timed
from . import authority, configs
from .configs import AUTHORITY, COMPUTE, CONTROLLERS, KEYSTONE, PASSWORDS, PORTS, VIP
from .image import UNITS

HOSTS = tuple(Host(one) for one in CONTROLLERS)
FIRST, *OTHERS = HOSTS
COMPUTE_HOST = Host(COMPUTE)
REGION = "RegionOne"
_ACCOUNTS = tuple(
    Account(user, PASSWORDS[f"{user}-db"], schemas)
    for user, schemas in (
        ("keystone", ("keystone",)),
        ("nova", ("nova", "nova_api", "nova_cell0")),
        ("placement", ("placement",)),
    )
)
_SERVICES = tuple(
    Service(user, kind, f"https://{VIP}:{PORTS[name]}{path}", PASSWORDS[user])
    for user, kind, name, path in (
        ("nova", "compute", "nova-api", "/v2.1"),
        ("placement", "placement", "placement-api", ""),
    )
)
_BESIDE = "memcached haproxy keepalived rabbitmq-server"
"""RabbitMQ's members wait for each other: all at once."""
APIS = "keystone placement-api nova-api"
_VARIABLES = guide.variables(KEYSTONE, PASSWORDS["admin"], OS_CACERT=AUTHORITY)
CLIENT = f"{guide.with_variables(_VARIABLES)} openstack"
"""OpenStack's own client as the administrator, from a controller."""


def fill() -> None:
    """All of it, once; what `start` starts is left off."""
    with timed("certificates and files"):
        write_files()
    _start_database()
    _start(_BESIDE)
    with timed("accounts"):
        FIRST.run("mariadb", guide.accounts(_ACCOUNTS))
        FIRST.run(guide.broker(PASSWORDS["broker"]))
    with timed("identity"):
        _identity()
    with timed("tables and catalog"):
        FIRST.run(_TABLES)
        _start(APIS)
        FIRST.run(guide.catalog(CLIENT, REGION, _SERVICES))
    _start_services()
    FIRST.run("su -s /bin/sh -c 'nova-manage cell_v2 discover_hosts' nova")


def start() -> None:
    """All that runs, in the order of its needs: Galera's members were all off, and none would begin."""
    _start_database()
    _start(_BESIDE)
    _start(APIS)
    # nova's services end where Keystone does not answer as they start.
    FIRST.until(f"{CLIENT} compute service list")
    _start_services()


def leave_off() -> None:
    """Nothing comes up by itself any more: a snapshot's hosts boot all at once, and `start` is to."""
    everywhere(HOSTS, f"systemctl -q disable {' '.join(UNITS)}")
    COMPUTE_HOST.run("systemctl -q disable nova-compute")


def _start(units: str) -> None:
    with timed(units):
        everywhere(HOSTS, f"systemctl enable -q --now {units}")


def _start_services() -> None:
    _start("nova-conductor nova-scheduler")
    COMPUTE_HOST.run("systemctl enable -q --now nova-compute")
    up = f"{CLIENT} compute service list -f value -c Binary -c State"
    FIRST.until(f"{up} | grep -q 'nova-compute up'")


def write_files() -> None:
    """The authority, a certificate for each host and one for the shared address, and all files."""
    authority.ensure_authority()
    ours = authority.AUTHORITY.read_text()
    vip = authority.shown(authority.certificate("vip", (VIP,)))
    for host in (*HOSTS, COMPUTE_HOST):
        m = host.machine
        # A database's client comes by the shared address, and is shown a member's certificate.
        made = authority.certificate(m.name, (m.name, m.address, VIP))
        write(host, configs.files(m, ours, [path.read_text() for path in made], vip))
    everywhere(HOSTS, "sed -i 's/^processes = .*/processes = 2/' /etc/*/*-uwsgi.ini")


@timed("Galera")
def _start_database() -> None:
    """One is told to be the first, the others join it."""
    FIRST.run(
        "f=/var/lib/mysql/grastate.dat\n"
        "[ ! -e $f ] || sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' $f\n"
        "galera_new_cluster"
    )
    for host in OTHERS:
        host.run("systemctl start mariadb")
    everywhere(HOSTS, "systemctl -q enable mariadb")
    FIRST.until("mariadb -NB -e \"SHOW STATUS LIKE 'wsrep_cluster_size'\" | grep -qw 3")


_KEYS = "etc/keystone/fernet-keys etc/keystone/credential-keys"


def _identity() -> None:
    """Tables, keys that are the same everywhere, the administrator; then all three answer."""
    FIRST.run(guide.identity(KEYSTONE, PASSWORDS["admin"], REGION))
    keys = FIRST.run(f"tar -C / -cf - {_KEYS} | base64")
    for host in OTHERS:
        host.run("base64 -d | tar -C / -xpf -", keys)
    _start("keystone")
    FIRST.until(f"{CLIENT} token issue -f value -c id")


_TABLES = guide.tables(
    (
        ("placement", "placement-manage db sync"),
        ("nova", "nova-manage api_db sync"),
        ("nova", "nova-manage cell_v2 map_cell0"),
        ("nova", "nova-manage cell_v2 create_cell --name cell1"),
        ("nova", "nova-manage db sync"),
    )
)
