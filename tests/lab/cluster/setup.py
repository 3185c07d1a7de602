"""From three hosts with packages to a cloud: the order of the HA guide, by its own commands."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterable, Mapping

from .. import lab
from ..host import Host
from ..shell import timed
from . import authority, configs
from .configs import AUTHORITY, COMPUTE, CONTROLLERS, KEYSTONE, PASSWORDS, PORTS, VIP, File
from .image import UNITS

HOSTS = tuple(Host(one) for one in CONTROLLERS)
FIRST, *OTHERS = HOSTS
COMPUTE_HOST = Host(COMPUTE)
_SCHEMAS = {
    "keystone": ("keystone",),
    "nova": ("nova", "nova_api", "nova_cell0"),
    "placement": ("placement",),
}
_OPENRC = {
    "OS_AUTH_URL": KEYSTONE,
    "OS_CACERT": AUTHORITY,
    "OS_IDENTITY_API_VERSION": "3",
    "OS_PASSWORD": PASSWORDS["admin"],
    "OS_PROJECT_DOMAIN_NAME": "Default",
    "OS_PROJECT_NAME": "admin",
    "OS_USERNAME": "admin",
    "OS_USER_DOMAIN_NAME": "Default",
}
_BESIDE = "memcached haproxy keepalived rabbitmq-server"
"""RabbitMQ's members wait for each other: all at once."""
APIS = "keystone placement-api nova-api"
CLIENT = " ".join(f"{name}={value}" for name, value in _OPENRC.items()) + " openstack"
"""OpenStack's own client as the administrator, from a controller."""


def fill() -> None:
    """All of it, once; what `start` starts is left off."""
    with timed("certificates and files"):
        write_files()
    _start_database()
    _start(_BESIDE)
    with timed("accounts"):
        FIRST.run("mariadb", _accounts())
        FIRST.run(_BROKER)
    with timed("identity"):
        _identity()
    with timed("tables and catalog"):
        FIRST.run(_TABLES)
        _start(APIS)
        FIRST.run(_catalog())
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


def everywhere(hosts: Iterable[Host], script: str) -> None:
    """Run it on all of them at the same time."""
    lab.each(hosts, lambda host: _ignored(host.run(script)))


def _ignored(_: str) -> None:
    return None


def write(host: Host, files: Mapping[str, File]) -> None:
    """Write files with their owners and modes."""
    lines = ["set -e"]
    for path, file in files.items():
        text = base64.b64encode(file.text.encode()).decode()
        lines += [
            f"mkdir -p {shlex.quote(path.rpartition('/')[0])}",
            f"echo {text} | base64 -d >{path}.new",
            f"chown {file.owner} {path}.new && chmod {file.mode} {path}.new && mv {path}.new {path}",
        ]
    host.run("sh", "\n".join(lines))


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


def _accounts() -> str:
    """SQL for root."""
    lines = []
    for user, schemas in _SCHEMAS.items():
        lines.append(f"CREATE USER '{user}'@'%' IDENTIFIED BY '{PASSWORDS[f'{user}-db']}'")
        for schema in schemas:
            lines.append(f"CREATE DATABASE {schema}")
            lines.append(f"GRANT ALL PRIVILEGES ON {schema}.* TO '{user}'@'%'")
    return "".join(f"{line};\n" for line in lines)


_BROKER = f"""\
set -e
rabbitmqctl -q add_user openstack {PASSWORDS["broker"]}
rabbitmqctl -q set_permissions openstack '.*' '.*' '.*'
"""
_BOOTSTRAP = " ".join(
    [
        f"keystone-manage bootstrap --bootstrap-password {PASSWORDS['admin']}",
        "--bootstrap-region-id RegionOne",
        *(f"--bootstrap-{interface}-url {KEYSTONE}" for interface in ("admin", "internal", "public")),
    ]
)
_KEYS = "etc/keystone/fernet-keys etc/keystone/credential-keys"


def _identity() -> None:
    """Tables, keys that are the same everywhere, the administrator; then all three answer."""
    own = "--keystone-user keystone --keystone-group keystone"
    FIRST.run(
        "set -e\n"
        "su -s /bin/sh -c 'keystone-manage db_sync' keystone\n"
        f"keystone-manage fernet_setup {own}\nkeystone-manage credential_setup {own}\n"
        f"su -s /bin/sh -c '{_BOOTSTRAP}' keystone"
    )
    keys = FIRST.run(f"tar -C / -cf - {_KEYS} | base64")
    for host in OTHERS:
        host.run("base64 -d | tar -C / -xpf -", keys)
    _start("keystone")
    FIRST.until(f"{CLIENT} token issue -f value -c id")


_TABLES = "set -e\n" + "\n".join(
    f"su -s /bin/sh -c '{line}' {user}"
    for user, line in (
        ("placement", "placement-manage db sync"),
        ("nova", "nova-manage api_db sync"),
        ("nova", "nova-manage cell_v2 map_cell0"),
        ("nova", "nova-manage cell_v2 create_cell --name cell1"),
        ("nova", "nova-manage db sync"),
    )
)


def _catalog() -> str:
    lines = ["set -e", f"{CLIENT} project create --or-show service -f value -c id"]
    lines.append(f"{CLIENT} role create --or-show service -f value -c id")
    for user, kind, port, path in (
        ("nova", "compute", PORTS["nova-api"], "/v2.1"),
        ("placement", "placement", PORTS["placement-api"], ""),
    ):
        lines.append(f"{CLIENT} user create --or-show --password {PASSWORDS[user]} {user}")
        lines += [
            f"{CLIENT} role add --project service --user {user} {role}" for role in ("admin", "service")
        ]
        lines.append(f"{CLIENT} service create --name {user} {kind}")
        lines += [
            f"{CLIENT} endpoint create --region RegionOne {kind} {interface} https://{VIP}:{port}{path}"
            for interface in ("public", "internal", "admin")
        ]
    return "\n".join(lines)
