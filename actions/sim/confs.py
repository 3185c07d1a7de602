"""The simulated hosts' files, as Debian 12's packages and an operator leave them."""

from __future__ import annotations

from actions.sim.files import File
from actions.sim.host import Host
from actions.sim.schema import ALEMBIC, API_STEPS, CELL_STEPS
from actions.sim.state import Cloud

REGION = "RegionOne"
MIGRATIONS = {
    "nova_api": "nova/db/api/migrations/versions",
    "nova": "nova/db/main/migrations/versions",
    "keystone": "keystone/common/sql/migrations/versions",
    "glance": "glance/db/sqlalchemy/alembic_migrations/versions",
    "placement": "placement/db/sqlalchemy/alembic/versions",
}
"""Where each project's package keeps the migrations of its schema."""
AGE = 12 * 86400.0
"""How long ago the files were last changed, in seconds."""

OS_RELEASE = """\
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
"""

_AUTHTOKEN = """\
[keystone_authtoken]
# Complete "public" Identity API endpoint. (string value)
www_authenticate_uri = http://controller:5000/
auth_url = http://controller:5000/
memcached_servers = controller:11211
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = {project}
password = {password}
region_name = {region}
"""
_DATABASE = """\
[{section}]
# The SQLAlchemy connection string to use to connect to the database. (string value)
connection = mysql+pymysql://{user}:{password}@controller/{schema}
"""
_NOVA = """\
[DEFAULT]
#
# From nova.conf
#

# Availability zone for internal services. (string value)
#internal_service_availability_zone = internal

# The IP address which the host uses to connect to the management network. (string value)
my_ip = {address}

# The network address and optional user credentials for connecting to the messaging
# backend, in URL format. (string value)
transport_url = {transport}

# Seconds between nodes reporting state to datastore (integer value)
#report_interval = 10

# Maximum time since last check-in for up service (integer value)
#service_down_time = 60
{databases}
[api]
auth_strategy = keystone

{authtoken}
[service_user]
send_service_user_token = true
auth_url = http://controller:5000/v3
auth_type = password
project_domain_name = Default
project_name = service
user_domain_name = Default
username = nova
password = {password}

[vnc]
enabled = true
server_listen = {listen}
server_proxyclient_address = $my_ip

[spice]
enabled = false

[glance]
api_servers = http://controller:9292

[oslo_concurrency]
# Directory to use for lock files. (string value)
lock_path = /var/lib/nova/tmp

[placement]
region_name = {region}
project_domain_name = Default
project_name = service
auth_type = password
user_domain_name = Default
auth_url = http://controller:5000/v3
username = placement
password = {placement}

[neutron]
auth_url = http://controller:5000
auth_type = password
project_domain_name = Default
user_domain_name = Default
region_name = {region}
project_name = service
username = neutron
password = {neutron}

[cinder]
os_region_name = {region}
"""
_NEUTRON = """\
[DEFAULT]
# The core plugin Neutron will use (string value)
core_plugin = ml2
service_plugins = router
auth_strategy = keystone
transport_url = {transport}
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
{databases}
{authtoken}
[oslo_concurrency]
lock_path = /var/lib/neutron/tmp

[experimental]
linuxbridge = true
"""
_CINDER = """\
[DEFAULT]
auth_strategy = keystone
my_ip = {address}
transport_url = {transport}
{backends}
{databases}
{authtoken}
[oslo_concurrency]
lock_path = /var/lib/cinder/tmp
"""
_BACKENDS = """\
# A list of backend names to use. (list value)
enabled_backends = lvm

[lvm]
volume_driver = cinder.volume.drivers.lvm.LVMVolumeDriver
volume_group = cinder-volumes
volume_backend_name = lvm
"""
_GLANCE = """\
[DEFAULT]
{databases}
{authtoken}
[glance_store]
default_backend = file
"""
_PLACEMENT = """\
[DEFAULT]
{databases}
{authtoken}
[api]
auth_strategy = keystone
"""
_KEYSTONE = """\
[DEFAULT]
{databases}
[token]
provider = fernet
"""


def write(cloud: Cloud, host: Host) -> None:
    """Put all files on a host that its roles call for."""
    _put(host, "/etc/os-release", OS_RELEASE)
    _put(host, "/etc/hostname", f"{host.name}\n")
    lines = [f"{other.address}\t{other.name}" for other in cloud.hosts.values()]
    _put(host, "/etc/hosts", "127.0.0.1\tlocalhost\n" + "\n".join(lines) + "\n")
    controller = "controller" in host.roles
    if controller or "compute" in host.roles:
        _nova(cloud, host)
    if controller or {"compute", "network"} & set(host.roles):
        _project(cloud, host, "neutron", _NEUTRON, "neutron.conf", mode=0o660)
    if controller or "storage" in host.roles:
        backends = _BACKENDS if "storage" in host.roles else ""
        text = _CINDER.replace("{backends}", backends)
        _project(cloud, host, "cinder", text, "cinder.conf")
    if controller:
        _controller_files(host)
        _project(cloud, host, "glance", _GLANCE, "glance-api.conf")
        _project(cloud, host, "keystone", _KEYSTONE, "keystone.conf")
        _project(cloud, host, "placement", _PLACEMENT, "placement.conf", "placement_database")


def _controller_files(host: Host) -> None:
    """Keystone's keys, and the migrations by which one tells a schema's newest revision."""
    for folder in ("fernet-keys", "credential-keys"):
        for number in (0, 1):
            path = f"/etc/keystone/{folder}/{number}"
            host.files.add(
                path, File(f"{'x' * 43}=\n", host.clock.now() - AGE, "keystone", "keystone", 0o600)
            )
    for schema, folder in MIGRATIONS.items():
        steps = {"nova_api": API_STEPS, "nova": CELL_STEPS}.get(schema)
        for before, after, title in steps or (
            ("", head, "Initial version") for head in ALEMBIC[schema]
        ):
            text = f'"""{title}"""\n\nrevision = "{after}"\ndown_revision = {before or None!r}\n'
            _put(host, f"/usr/lib/python3/dist-packages/{folder}/{after}.py", text)


def database_url(cloud: Cloud, user: str, schema: str) -> str:
    """The URL that a service's configuration has for a schema."""
    return f"mysql+pymysql://{user}:{cloud.password(user + '-db')}@controller/{schema}"


def transport_url(cloud: Cloud) -> str:
    """The message queue's URL that every service has."""
    return f"rabbit://openstack:{cloud.password('rabbit')}@controller:5672/"


def _nova(cloud: Cloud, host: Host) -> None:
    databases = ""
    if "controller" in host.roles:
        databases = "\n" + _database(cloud, "nova", "nova_api", "api_database") + "\n"
        databases += _database(cloud, "nova", "nova", "database")
    text = _NOVA.format(
        address=host.address,
        transport=transport_url(cloud),
        databases=databases,
        authtoken=_authtoken(cloud, "nova"),
        password=cloud.password("nova"),
        placement=cloud.password("placement"),
        neutron=cloud.password("neutron"),
        region=REGION,
        listen="$my_ip" if databases else "0.0.0.0",  # noqa: S104
    )
    _put(host, "/etc/nova/nova.conf", text, "nova", 0o640)
    if "compute" in host.roles:
        compute = "[DEFAULT]\ncompute_driver=libvirt.LibvirtDriver\n\n[libvirt]\nvirt_type=kvm\n"
        _put(host, "/etc/nova/nova-compute.conf", compute)


def _project(
    cloud: Cloud,
    host: Host,
    name: str,
    template: str,
    file: str,
    section: str = "database",
    mode: int = 0o640,
) -> None:
    needs = {"controller", "storage"} if name == "cinder" else {"controller"}
    databases = ""
    if needs & set(host.roles):
        databases = "\n" + _database(cloud, name, name, section)
    text = template.format(
        address=host.address,
        transport=transport_url(cloud),
        databases=databases,
        authtoken=_authtoken(cloud, name),
    )
    _put(host, f"/etc/{name}/{file}", text, name, mode)


def _database(cloud: Cloud, user: str, schema: str, section: str) -> str:
    password = cloud.password(f"{user}-db")
    return _DATABASE.format(section=section, user=user, schema=schema, password=password)


def _authtoken(cloud: Cloud, project: str) -> str:
    return _AUTHTOKEN.format(project=project, password=cloud.password(project), region=REGION)


def _put(host: Host, path: str, text: str, group: str = "root", mode: int = 0o644) -> None:
    host.files.add(path, File(text, host.clock.now() - AGE, "root", group, mode))
