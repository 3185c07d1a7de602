"""From three bare hosts to a cloud, by the guide's own commands and nothing of stackmend's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from .. import guide, lab
from ..guest import FILES as GUEST
from ..guest import guest_path
from ..host import Host
from ..shell import timed
from . import configs
from .configs import PASSWORDS, REGION, VARIABLES

CTL, CMP, STO = HOSTS = tuple(Host(one) for one in configs.MACHINES)
CLIENT = f"{VARIABLES} openstack"
INSTANCE = "web-1"
_PACKAGES = {
    "ctl": (
        *("mariadb-server", "python3-pymysql", "rabbitmq-server", "memcached", "python3-memcache"),
        *("python3-openstackclient", "keystone", "glance", "placement-api"),
        *("nova-api", "nova-conductor", "nova-consoleproxy", "nova-scheduler"),
        *("neutron-api", "neutron-rpc-server", "neutron-dhcp-agent", "neutron-l3-agent"),
        *("neutron-metadata-agent", "neutron-linuxbridge-agent", "cinder-api", "cinder-scheduler"),
    ),
    "cmp": ("nova-compute", "nova-compute-qemu", "neutron-linuxbridge-agent", "nfs-common"),
    "sto": ("cinder-volume", "python3-pymysql", "nfs-kernel-server", "nfs-common"),
}
_POLICY = "/usr/sbin/policy-rc.d"
_INSTALL = f"""\
set -e
printf '#!/bin/sh\\nexit 101\\n' >{_POLICY} && chmod 755 {_POLICY}
export DEBIAN_FRONTEND=noninteractive
apt-get -qy -o Dpkg::Options::=--force-confold install --no-install-recommends %s </dev/null
rm {_POLICY}
systemctl reload dbus
"""
"""Nothing starts before it is configured; but polkit has no name on a bus that was not told of it.

Without it libvirtd refuses nova-compute.
"""
_SERVICES = (
    *("glance-api", "placement-api", "nova-api", "nova-api-metadata", "nova-conductor"),
    *("nova-scheduler", "nova-novncproxy", "neutron-api", "neutron-rpc-server", "cinder-api"),
    *("cinder-scheduler", "neutron-linuxbridge-agent", "neutron-dhcp-agent", "neutron-l3-agent"),
    "neutron-metadata-agent",
)
_CELL0, _CELL1 = (configs.database("nova", schema) for schema in ("nova_cell0", "nova"))
_ML2 = "--config-file /etc/neutron/neutron.conf --config-file /etc/neutron/plugins/ml2/ml2_conf.ini"
_TABLES = guide.tables(
    (
        ("glance", "glance-manage db_sync"),
        ("placement", "placement-manage db sync"),
        ("nova", "nova-manage api_db sync"),
        ("nova", f"nova-manage cell_v2 map_cell0 --database_connection {_CELL0}"),
        ("nova", "nova-manage cell_v2 create_cell --name=cell1 --verbose"),
        ("nova", "nova-manage db sync"),
        ("neutron", f"neutron-db-manage {_ML2} upgrade head"),
        ("cinder", "cinder-manage db sync"),
    )
)
"""Both cells by literal URLs, which is what the guide's commands leave there."""


def fill() -> None:
    """All of it, once."""
    with timed("packages"):
        lab.each(HOSTS, _install)
    with timed("files"):
        lab.each(HOSTS, _configure)
    with timed("database, broker, cache and their accounts"):
        _start(CTL, ("mariadb", "rabbitmq-server", "memcached"))
        CTL.run("mysql", guide.accounts(configs.ACCOUNTS))
        CTL.run(guide.broker(PASSWORDS["broker"]))
    with timed("identity"):
        CTL.run(guide.identity("http://ctl:5000/v3/", PASSWORDS["admin"], REGION))
        _start(CTL, ("keystone",))
        CTL.until(f"{CLIENT} token issue -f value -c id")
    with timed("tables and catalog"), ThreadPoolExecutor(2) as pool:
        list(pool.map(CTL.run, (_TABLES, guide.catalog(CLIENT, REGION, configs.SERVICES))))
    with timed("services"):
        _services()
    with timed("networks and an instance"):
        _tenant()


def _install(host: Host) -> None:
    host.run("sh", _INSTALL % " ".join(_PACKAGES[host.machine.name]))


def _configure(host: Host) -> None:
    name = host.machine.name
    guide.write(host, configs.FILES[name])
    if host is not STO:
        host.run(f"{configs.TAKEN_OUT} && sysctl -q -p /etc/sysctl.d/60-bridges.conf")
    for path, text in configs.APPENDED[name].items():
        host.run(f"cat >>{path}", text)
    host.run(
        "for ini in $(ls /etc/*/*-uwsgi.ini 2>/dev/null); do "
        "sed -i 's/^processes = .*/processes = 2/; s/^threads = .*/threads = 1/' $ini; done"
    )


def _start(host: Host, units: Sequence[str]) -> None:
    """Those that run already have to read their files anew."""
    names = " ".join(units)
    host.run(f"systemctl enable -q {names} && systemctl restart {names}")


def _services() -> None:
    STO.run(f"install -d -o cinder -g cinder {configs.SHARE}")
    _start(STO, ("nfs-server", "cinder-volume"))
    _start(CTL, _SERVICES)
    _start(CMP, ("libvirtd", "nova-compute", "neutron-linuxbridge-agent"))
    for line in (
        "compute service list | grep -q 'nova-compute.*up'",
        "network agent list | grep -q cmp",
    ):
        CTL.until(f"{CLIENT} {line}")
    CTL.until(f"{CLIENT} volume service list | grep -q 'sto@nas.*up'")
    CTL.run("su -s /bin/sh -c 'nova-manage cell_v2 discover_hosts --verbose' nova")


def _tenant() -> None:
    """The guide's last chapter."""
    for file in GUEST.values():
        shutil.copy(guest_path() / file, CTL.root / "root" / file)
    CTL.run("sh", _TENANT)
    CTL.until(f"{CLIENT} server show {INSTANCE} -f value -c status | grep -q ACTIVE", 400)
    CTL.run("sh", _ATTACHED)
    CTL.until(f"{CLIENT} volume list -f value -c Status | grep -q in-use")
    # Its SSH server answers on the floating IP: DHCP, VXLAN and the router work.
    address = CTL.run(f"{CLIENT} floating ip list -f value -c 'Floating IP Address'").strip()
    CTL.until(f"timeout 4 bash -c 'exec 3<>/dev/tcp/{address}/22'", 400)


def _image(name: str, kind: str, more: str = "--container-format bare") -> str:
    return f"image create --public --disk-format {kind} {more} --file /root/{GUEST[name]} guest-{name}"


_BOOT = "--property kernel_id=$kernel --property ramdisk_id=$ramdisk"
_TENANT = f"""\
set -e
openstack() {{ {VARIABLES} openstack "$@"; }}
openstack flavor create --ram 256 --disk 1 --vcpus 1 m1.tiny
kernel=$(openstack {_image("kernel", "aki", "--container-format aki")} -f value -c id)
ramdisk=$(openstack {_image("ramdisk", "ari", "--container-format ari")} -f value -c id)
openstack {_image("image", "raw")} {_BOOT} --property os_command_line=console=ttyS0
openstack network create --share --external --provider-physical-network provider \\
    --provider-network-type flat provider
openstack subnet create --network provider --allocation-pool start=203.0.113.8,end=203.0.113.40 \\
    --gateway 203.0.113.1 --subnet-range 203.0.113.0/24 provider
openstack network create selfservice
openstack subnet create --network selfservice --subnet-range 172.16.1.0/24 selfservice
openstack router create router
openstack router add subnet router selfservice
openstack router set router --external-gateway provider
project=$(openstack project show admin -f value -c id)
group=$(openstack security group list --project $project -f value -c ID)
openstack security group rule create --proto icmp $group
openstack security group rule create --proto tcp --dst-port 22 $group
openstack volume create --size 1 data-1
openstack server create --flavor m1.tiny --image guest-image --network selfservice {INSTANCE}
"""
_ATTACHED = f"""\
set -e
openstack() {{ {VARIABLES} openstack "$@"; }}
openstack server add volume {INSTANCE} data-1
address=$(openstack floating ip create provider -f value -c floating_ip_address)
openstack server add floating ip {INSTANCE} $address
"""
