"""What its operator wrote: mostly below what the packages' files have already, in his own manner.

Otherwise than stackmend's chapters do: his names of hosts, of database accounts, of files and of the
region; nova's databases and Neutron's account in files of nova.conf.d; sections that a file has twice,
of which the last value counts; Glance's store by its older keys; a password that is quoted in a URL;
QEMU's package, and an NFS share under another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from .. import guide
from ..catalogue import Machine, machine
from ..guide import Account, File, Service

CTL, CMP, STO = (machine(name) for name in ("ctl", "cmp", "sto"))
MACHINES = (CTL, CMP, STO)
CLOUD, REGION = "seoul", "kr-seoul"
KEYSTONE = "http://ctl:5000/v3"
PROJECTS = ("glance", "placement", "nova", "neutron", "cinder")
PASSWORDS = {name: f"{name}-0987654321" for name in (*PROJECTS, "admin", "broker", "metadata")}
DATABASE = {name: f"{name}4db" for name in ("keystone", *PROJECTS)} | {"glance": "gl@nce/2022"}
"""Of the accounts NAME_rw. The lab's, and nobody's secret."""
_SCHEMAS = {"nova": ("nova_api", "nova", "nova_cell0")}
ACCOUNTS = tuple(
    Account(f"{name}_rw", password, _SCHEMAS.get(name, (name,)), ("localhost", "%"))
    for name, password in DATABASE.items()
)
SERVICES = tuple(
    Service(user, kind, f"http://ctl:{place}", PASSWORDS[user], name)
    for user, kind, place, name in (
        ("glance", "image", "9292", ""),
        ("placement", "placement", "8778", ""),
        ("nova", "compute", "8774/v2.1", ""),
        ("neutron", "network", "9696", ""),
        ("cinder", "volumev3", "8776/v3/%(project_id)s", "cinderv3"),
    )
)
VARIABLES = guide.with_variables(guide.variables(KEYSTONE, PASSWORDS["admin"], OS_REGION_NAME=REGION))
"""What stands before `openstack`, on ctl."""
TRANSPORT = f"rabbit://openstack:{PASSWORDS['broker']}@ctl"
SHARE = "/srv/volumes"


def database(project: str, schema: str = "") -> str:
    """Its URL, as the guide has it."""
    login = f"{project}_rw:{quote(DATABASE[project], safe='')}"
    return f"mysql+pymysql://{login}@ctl/{schema or project}"


def _account(user: str, url: str = KEYSTONE) -> str:
    return f"""\
auth_url = {url}
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = {user}
password = {PASSWORDS[user]}
region_name = {REGION}
"""


def _authtoken(user: str) -> str:
    return f"""\
[keystone_authtoken]
www_authenticate_uri = http://ctl:5000/
memcached_servers = ctl:11211
# regionOne above is Debian's
{_account(user, "http://ctl:5000/")}
"""


_NEUTRON = f"""\
; nova -> neutron

[neutron]
{_account("neutron")}"""
_NOVA = f"""\

########  2022-11-04  우리 클라우드, one block for all hosts  ########
[DEFAULT]
transport_url={TRANSPORT}
my_ip    =    {{address}}

[api]
auth_strategy=keystone

{_authtoken("nova")}
[service_user]
send_service_user_token = true
{_account("nova")}
[glance]
api_servers = http://ctl:9292
[cinder]
os_region_name = {REGION}
[oslo_concurrency]
lock_path = /var/lib/nova/tmp

[placement]
{_account("placement")}
[spice]
enabled=False
[vnc]
enabled = True
server_listen = {{listen}}
server_proxyclient_address = $my_ip
"""
_NEUTRON_CONF = f"""\

# ---- ours ----
[DEFAULT]
transport_url = {TRANSPORT}
service_plugins =
    router
rpc_workers=1
[oslo_concurrency]
lock_path = /var/lib/neutron/tmp
"""
_NEUTRON_SERVER = f"""\
[experimental]
linuxbridge = true
[database]
connection = {database("neutron")}
{_authtoken("neutron")}
[nova]
{_account("nova")}"""
_BRIDGE = """\

[linux_bridge]
{mapping}
[vxlan]
enable_vxlan = True
local_ip = {address}
l2_population = True
[securitygroup]
enable_security_group = True
firewall_driver = iptables
"""
_CINDER = f"""\

[DEFAULT]
transport_url = {TRANSPORT}
my_ip={{address}}
glance_api_servers=http://ctl:9292
[database]
connection  =  {database("cinder")}
{_authtoken("cinder")}
[oslo_concurrency]
lock_path=/var/lib/cinder/tmp
"""
_NAS = """\

[DEFAULT]
; not lvm
enabled_backends = nas
[nas]
volume_driver = cinder.volume.drivers.nfs.NfsDriver
volume_backend_name = nas
nfs_shares_config = /etc/cinder/shares.nas
nfs_mount_point_base = /var/lib/cinder/nas
nas_secure_file_operations = false
nas_secure_file_permissions = false
"""
_KEYSTONE = f"\n[database]\nconnection={database('keystone')}\n[token]\nprovider   = fernet\n"
_PLACEMENT = f"""\

[placement_database]
connection = {database("placement")}
{_authtoken("placement")}"""
_GLANCE = f"""\

[DEFAULT]
workers = 2
[database]
# gl@nce/...: quoted
connection = {database("glance")}
{_authtoken("glance")}
[paste_deploy]
flavor = keystone
[glance_store]
stores = file,http
default_store = file
filesystem_store_datadir = /var/lib/glance/images/
"""
_MARIADB = f"""\
[mysqld]
bind-address = {CTL.address}
max_connections = 2000
default-storage-engine = innodb
innodb_flush_log_at_trx_commit = 2
collation-server = utf8mb3_general_ci
character-set-server = utf8mb3
"""
_EXPORTS = "".join(f" {one.address}(rw,sync,no_subtree_check,no_root_squash)" for one in (CMP, STO))
_BRIDGES_SEEN = {
    "/etc/sysctl.d/60-bridges.conf": File(
        "net.bridge.bridge-nf-call-iptables=1\nnet.bridge.bridge-nf-call-ip6tables=1\n"
    ),
}
_METADATA = f"metadata_proxy_shared_secret = {PASSWORDS['metadata']}\n"
_DATABASES = f"""\
[api_database]
connection={database("nova", "nova_api")}
[database]
connection={database("nova")}
"""
_NOVA_D = "/etc/nova/nova.conf.d"
_ML2 = "/etc/neutron/plugins/ml2"
FILES: Mapping[str, Mapping[str, File]] = {
    "ctl": {
        **_BRIDGES_SEEN,
        "/etc/mysql/mariadb.conf.d/70-cloud.cnf": File(_MARIADB),
        "/etc/memcached.conf": File(f"-u memcache\n-m 64\n-p 11211\n-l {CTL.address}\n"),
        "/etc/default/nova-consoleproxy": File("NOVA_CONSOLE_PROXY_TYPE=novnc\n"),
        f"{_NOVA_D}/10-databases.conf": File(_DATABASES, "root:nova", "0640"),
        f"{_NOVA_D}/20-neutron.conf": File(
            f"{_NEUTRON}service_metadata_proxy=true\n{_METADATA}", "root:nova", "0640"
        ),
    },
    "cmp": {**_BRIDGES_SEEN, f"{_NOVA_D}/neutron.conf": File(_NEUTRON, "root:nova", "0640")},
    "sto": {
        "/etc/exports": File(f"{SHARE}{_EXPORTS}\n"),
        "/etc/cinder/shares.nas": File(f"sto:{SHARE}\n", "root:cinder", "0640"),
    },
}
"""Files of his own, by host."""


def _nova(host: Machine, listen: str) -> str:
    return _NOVA.format(address=host.address, listen=listen)


def _bridge(host: Machine, mapping: str) -> str:
    return _BRIDGE.format(address=host.address, mapping=mapping)


TAKEN_OUT = (
    "sed -i -e 's/^connection = sqlite/#&/' -e '/^\\[neutron\\]/,/^\\[notifications\\]/ s/^[a-z]/#&/' "
    "/etc/nova/nova.conf"
)
"""Debian's own values of what he sets in nova.conf.d.

Its units start nova's services with --config-file, and then nova.conf is read last.
"""
APPENDED: Mapping[str, Mapping[str, str]] = {
    "ctl": {
        "/etc/keystone/keystone.conf": _KEYSTONE,
        "/etc/glance/glance-api.conf": _GLANCE,
        "/etc/placement/placement.conf": _PLACEMENT,
        "/etc/nova/nova.conf": _nova(CTL, "$my_ip")
        + "[conductor]\nworkers=2\n[scheduler]\nworkers=1\n",
        "/etc/neutron/neutron.conf": _NEUTRON_CONF + _NEUTRON_SERVER,
        f"{_ML2}/ml2_conf.ini": (
            "\n[ml2]\ntype_drivers = flat,vlan,vxlan\nmechanism_drivers = linuxbridge,l2population\n"
            "extension_drivers=port_security\n[ml2_type_flat]\nflat_networks = provider\n"
        ),
        f"{_ML2}/linuxbridge_agent.ini": _bridge(CTL, "physical_interface_mappings = provider:ext0"),
        "/etc/neutron/dhcp_agent.ini": "\n[DEFAULT]\ninterface_driver = linuxbridge\n",
        "/etc/neutron/l3_agent.ini": "\n[DEFAULT]\ninterface_driver = linuxbridge\n",
        "/etc/neutron/metadata_agent.ini": f"\n[DEFAULT]\nnova_metadata_host = ctl\n{_METADATA}",
        "/etc/cinder/cinder.conf": _CINDER.format(address=CTL.address),
    },
    "cmp": {
        "/etc/nova/nova.conf": (
            _nova(CMP, "0.0.0.0") + "novncproxy_base_url = http://ctl:6080/vnc_auto.html\n"
        ),
        "/etc/neutron/neutron.conf": f"{_NEUTRON_CONF}[keystone_authtoken]\nregion_name={REGION}\n",
        f"{_ML2}/linuxbridge_agent.ini": _bridge(CMP, ""),
    },
    "sto": {"/etc/cinder/cinder.conf": _CINDER.format(address=STO.address) + _NAS},
}
"""What he wrote below that which the packages' files have, by host and path."""
CLOUDS = guide.clouds(CLOUD, KEYSTONE, PASSWORDS["admin"], REGION)
