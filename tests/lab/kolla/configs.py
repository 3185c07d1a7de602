"""/etc/kolla as `kolla-ansible genconfig` renders it, of what the containers here read.

As in the files that 22.2.0 rendered: nova-api's [database] is cell0's, nova-conductor's the cell's,
nova-compute has none. Of the lab are ports without TLS, no ProxySQL, and the fake driver.
"""

from collections.abc import Mapping

from .. import guide

ADDRESS = "10.20.0.11"
PASSWORDS = {
    name: f"{name.replace('_', '')}0123456789"
    for name in (
        "database_password",
        "keystone_admin_password",
        "keystone_database_password",
        "nova_api_database_password",
        "nova_database_password",
        "nova_keystone_password",
        "placement_database_password",
        "placement_keystone_password",
        "rabbitmq_password",
    )
}
"""As kolla's passwords.yml names them; the lab's are nobody's secret."""
BROKER = f"rabbit://openstack:{PASSWORDS['rabbitmq_password']}@{ADDRESS}:5672//"


def database(user: str, schema: str) -> str:
    """A URL as kolla writes it."""
    return f"mysql+pymysql://{user}:{PASSWORDS[f'{user}_database_password']}@{ADDRESS}:3306/{schema}"


CELL0, CELL1 = database("nova", "nova_cell0"), database("nova", "nova")
_POOL = "connection_recycle_time = 10\nmax_pool_size = 1\nmax_retries = -1\n"


def _account(user: str) -> str:
    return f"""\
auth_url = http://{ADDRESS}:5000
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = service
username = {user}
password = {PASSWORDS[f"{user}_keystone_password"]}
cafile =
region_name = RegionOne
"""


def _authtoken(user: str, kind: str) -> str:
    return f"""\
[keystone_authtoken]
service_type = {kind}
www_authenticate_uri = http://{ADDRESS}:5000
{_account(user)}memcache_security_strategy = ENCRYPT
memcache_secret_key = memcachesecret0123456789
memcached_servers = {ADDRESS}:11211

"""


_CACHE = f"""\
[cache]
backend = oslo_cache.memcache_pool
enabled = true
memcache_servers = {ADDRESS}:11211

"""


def nova(service: str) -> str:
    """nova.conf of one of nova's services."""
    of_cell = service in ("nova-conductor", "nova-compute")
    text = f"""\
[DEFAULT]
debug = False
{"log_dir = /var/log/kolla/nova" if of_cell else f"log_file = /var/log/kolla/nova/{service}.log"}
state_path = /var/lib/nova
allow_resize_to_same_host = true
my_ip = {ADDRESS}
transport_url = {BROKER}
{"compute_driver = fake.FakeDriver" if service == "nova-compute" else ""}

[conductor]
workers = 1

[oslo_concurrency]
lock_path = /var/lib/nova/tmp

"""
    if service != "nova-compute":
        text += f"[database]\nconnection = {CELL1 if of_cell else CELL0}\n{_POOL}\n"
        text += f"[api_database]\nconnection = {database('nova_api', 'nova_api')}\n{_POOL}\n"
    if not of_cell:
        text += _CACHE + _authtoken("nova", "compute")
    text += f"""\
[upgrade_levels]
compute = auto

[oslo_messaging_notifications]
transport_url = {BROKER}
driver = noop

[wsgi]
api_paste_config = /etc/nova/api-paste.ini

[scheduler]
max_attempts = 10
discover_hosts_in_cells_interval = -1
workers = 1

[placement]
{_account("placement")}valid_interfaces = internal

[service_user]
send_service_user_token = true
{_account("nova")}valid_interfaces = internal
"""
    return text


KEYSTONE = f"""\
[DEFAULT]
debug = False
transport_url = {BROKER}
log_file = /var/log/kolla/keystone/keystone.log

[database]
connection = {database("keystone", "keystone")}
{_POOL}
[token]
revoke_by_id = false
provider = fernet
expiration = 86400
allow_expired_window = 172800

[fernet_tokens]
max_active_keys = 3

{_CACHE}"""
PLACEMENT = f"""\
[DEFAULT]
debug = False
log_file = /var/log/kolla/placement/placement-api.log

[placement_database]
connection = {database("placement", "placement")}
{_POOL}
[api]
auth_strategy = keystone

{_authtoken("placement", "placement")}"""
GALERA = f"""\
[client]
default-character-set = utf8

[mysqld]
bind-address = {ADDRESS}
port = 3306
socket = /run/mysqld/mysqld.sock
log_error = /var/log/kolla/mariadb/mariadb.log
datadir = /var/lib/mysql/
innodb_buffer_pool_size = 256M
innodb_flush_log_at_trx_commit = 0
max_connections = 1000
wsrep_sst_method = mariabackup
wsrep_sst_auth = root:{PASSWORDS["database_password"]}
wsrep_on = OFF

[server]
pid-file = /var/lib/mysql/mariadb.pid
"""
RABBITMQ = f"""\
listeners.tcp.1 = {ADDRESS}:5672
cluster_partition_handling = pause_minority
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
"""
RABBITMQ_ENV = "NODENAME=rabbit@controller\nRABBITMQ_LOG_BASE=/var/log/kolla/rabbitmq\n"


def uwsgi(port: int, script: str) -> str:
    """An API's uwsgi.ini, as kolla has them since 2024.2."""
    return f"""\
[uwsgi]
add-header = Connection: close
buffer-size = 65535
die-on-term = true
enable-threads = true
http-socket = {ADDRESS}:{port}
lazy-apps = true
master = true
need-app = true
plugins = python3
processes = 2
wsgi-file = {script}
"""


FILES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "keystone": {
        "keystone.conf": (KEYSTONE, "/etc/keystone/keystone.conf"),
        "keystone-uwsgi.ini": (
            uwsgi(5000, "/usr/bin/keystone-wsgi-public"),
            "/etc/keystone/keystone-uwsgi.ini",
        ),
    },
    "mariadb": {"galera.cnf": (GALERA, "/etc/mysql/my.cnf")},
    "memcached": {},
    "placement-api": {
        "placement.conf": (PLACEMENT, "/etc/placement/placement.conf"),
        "placement-api-uwsgi.ini": (
            uwsgi(8778, "/usr/bin/placement-api"),
            "/etc/placement/placement-api-uwsgi.ini",
        ),
    },
    "rabbitmq": {
        "rabbitmq.conf": (RABBITMQ, "/etc/rabbitmq/rabbitmq.conf"),
        "rabbitmq-env.conf": (RABBITMQ_ENV, "/etc/rabbitmq/rabbitmq-env.conf"),
    },
    **{
        name: {"nova.conf": (nova(name), "/etc/nova/nova.conf")}
        for name in ("nova-compute", "nova-conductor", "nova-scheduler")
    },
    "nova-api": {
        "nova.conf": (nova("nova-api"), "/etc/nova/nova.conf"),
        "nova-api-uwsgi.ini": (uwsgi(8774, "/usr/bin/nova-api-wsgi"), "/etc/nova/nova-api-uwsgi.ini"),
    },
}
"""By the folder below /etc/kolla: its files, and where each container has them."""
CLOUDS = guide.clouds("kolla-admin", f"http://{ADDRESS}:5000", PASSWORDS["keystone_admin_password"])
