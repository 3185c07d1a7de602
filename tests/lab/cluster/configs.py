"""All files of the three controllers and the compute host, as an operator writes them by the HA guide.

Everything is asked through the shared address but RabbitMQ, whose members stand in each transport_url,
and memcached. Databases, broker and APIs speak TLS by an authority of the cloud's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import guide
from ..catalogue import Machine, machine
from ..guide import File

CONTROLLERS = tuple(machine(name) for name in ("c1", "c2", "c3"))
COMPUTE = machine("compute1")
VIP = "10.20.0.50"
AUTHORITY = "/etc/ssl/cluster-ca.pem"
_WHOSE = "admin broker cookie keystone-db nova-db placement-db nova placement vrrp"
PASSWORDS = {name: f"{name}-0123456789" for name in _WHOSE.split()}
"""The lab's, and nobody's secret."""
KEYSTONE = f"https://{VIP}:5000/v3"
PORTS = {"keystone": 5000, "placement-api": 8778, "nova-api": 8774}
"""Of the APIs, behind HAProxy as before it."""
_CACHES = ",".join(f"{one.address}:11211" for one in CONTROLLERS)


def database(user: str, schema: str) -> str:
    """A URL through the shared address, verified by the authority."""
    login = f"{user}:{PASSWORDS[f'{user}-db']}"
    return f"mysql+pymysql://{login}@{VIP}/{schema}?charset=utf8mb4&ssl_ca={AUTHORITY}"


def transport() -> str:
    """All three members, by TLS."""
    places = (f"openstack:{PASSWORDS['broker']}@{one.address}:5671" for one in CONTROLLERS)
    return f"rabbit://{','.join(places)}/"


def _account(user: str) -> str:
    return f"""\
auth_type = password
auth_url = {KEYSTONE}
cafile = {AUTHORITY}
project_domain_name = Default
user_domain_name = Default
project_name = service
username = {user}
password = {PASSWORDS[user]}
region_name = RegionOne
"""


def _authtoken(user: str) -> str:
    return f"""\
[keystone_authtoken]
www_authenticate_uri = {KEYSTONE}
memcached_servers = {_CACHES}
{_account(user)}"""


def _database(section: str, url: str) -> str:
    return f"[{section}]\nconnection = {url}\nmax_pool_size = 2\nconnection_recycle_time = 300\n\n"


_MESSAGING = f"""\
[oslo_messaging_rabbit]
ssl = true
ssl_ca_file = {AUTHORITY}
rabbit_quorum_queue = true

"""
_CACHE = f"""\
[cache]
enabled = true
backend = oslo_cache.memcache_pool
memcache_servers = {_CACHES}

"""
_KEYSTONE = (
    _database("database", database("keystone", "keystone"))
    + _CACHE
    + "[token]\nprovider = fernet\n\n[oslo_middleware]\nenable_proxy_headers_parsing = true\n"
)
_PLACEMENT = (
    _database("placement_database", database("placement", "placement"))
    + "[api]\nauth_strategy = keystone\n\n"
    + _authtoken("placement")
)


def _nova(host: Machine) -> str:
    text = f"[DEFAULT]\nmy_ip = {host.address}\ntransport_url = {transport()}\n"
    text += "state_path = /var/lib/nova\n\n"
    if host is not COMPUTE:
        text += _database("api_database", database("nova", "nova_api"))
        text += _database("database", database("nova", "nova"))
        text += _CACHE + "[conductor]\nworkers = 1\n\n[scheduler]\nworkers = 1\n\n"
        text += "[oslo_middleware]\nenable_proxy_headers_parsing = true\n\n"
        text += "[api]\nauth_strategy = keystone\n\n" + _authtoken("nova") + "\n"
    text += _MESSAGING + "[oslo_concurrency]\nlock_path = /var/lib/nova/tmp\n\n"
    text += "[vnc]\nenabled = false\n\n"
    text += "[service_user]\nsend_service_user_token = true\n" + _account("nova") + "\n"
    return text + "[placement]\n" + _account("placement")


def _galera(host: Machine) -> str:
    members = ",".join(one.address for one in CONTROLLERS)
    return f"""\
[mysqld]
bind-address = {host.address}
max_connections = 1000
# HAProxy's checks connect and say nothing.
max_connect_errors = 4294967295
innodb_buffer_pool_size = 64M
innodb_flush_log_at_trx_commit = 2
innodb_autoinc_lock_mode = 2
binlog_format = ROW
default_storage_engine = InnoDB
ssl_ca = {AUTHORITY}
ssl_cert = /etc/mysql/ssl/server.pem
ssl_key = /etc/mysql/ssl/server.key
require_secure_transport = ON
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_name = openstack
wsrep_cluster_address = gcomm://{members}
wsrep_node_address = {host.address}
wsrep_node_name = {host.name}
wsrep_sst_method = rsync

[sst]
# By rsync it would go through stunnel.
ssl-mode = DISABLED
"""


_RABBIT = f"""\
listeners.tcp = none
listeners.ssl.default = 5671
ssl_options.cacertfile = {AUTHORITY}
ssl_options.certfile = /etc/rabbitmq/ssl/server.pem
ssl_options.keyfile = /etc/rabbitmq/ssl/server.key
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = rabbit@c1
cluster_formation.classic_config.nodes.2 = rabbit@c2
cluster_formation.classic_config.nodes.3 = rabbit@c3
cluster_partition_handling = pause_minority
"""
_HAPROXY = """\
global
  log /dev/log local0
  stats socket /run/haproxy/admin.sock mode 660 level admin
  maxconn 4000

defaults
  log global
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  timeout check 10s
  retries 3
  option redispatch
  retry-on conn-failure empty-response

listen mariadb
  bind {vip}:3306 transparent
  mode tcp
  option tcp-check
{members}
"""
_API = """\

listen {name}
  bind {vip}:{port} transparent ssl crt /etc/haproxy/ssl/vip.pem
  mode http
  option httpchk GET /
  http-check expect rstatus ^[23]
  http-request set-header X-Forwarded-Proto https
{members}
"""


def _haproxy() -> str:
    """One member takes all of the database's writes; the others stand by."""
    members = [
        f"  server {one.name} {one.address}:3306 check inter 2s" + (" backup" if number else "")
        for number, one in enumerate(CONTROLLERS)
    ]
    text = _HAPROXY.format(vip=VIP, members="\n".join(members))
    for name, port in PORTS.items():
        members = [
            f"  server {one.name} {one.address}:{port} check inter 2s ssl verify required ca-file "
            f"{AUTHORITY}"
            for one in CONTROLLERS
        ]
        text += _API.format(name=name, vip=VIP, port=port, members="\n".join(members))
    return text


def _keepalived(host: Machine) -> str:
    return f"""\
vrrp_script chk_haproxy {{
  script "/usr/bin/systemctl -q is-active haproxy"
  interval 2
  user root
}}

vrrp_instance api {{
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority {110 - int(host.name[1:])}
  advert_int 1
  authentication {{
    auth_type PASS
    auth_pass {PASSWORDS["vrrp"][:8]}
  }}
  virtual_ipaddress {{
    {VIP}/24
  }}
  track_script {{
    chk_haproxy
  }}
}}
"""


def _listening(host: Machine, name: str, project: str) -> str:
    """Debian's start script listens everywhere; this is where an operator says otherwise."""
    ssl = f"/etc/{project}/ssl"
    place = f"{host.address}:{PORTS[name]},{ssl}/public/api.crt,{ssl}/private/api.pem"
    return f'DAEMON_ARGS="--https-socket {place} --ini /etc/{project}/{name}-uwsgi.ini"\n'


def files(host: Machine, authority: str, pair: Sequence[str], vip: str) -> Mapping[str, File]:
    """By path; `pair` is the host's own certificate and key, `vip` HAProxy's."""
    found = {AUTHORITY: File(authority), "/etc/nova/nova.conf": File(_nova(host), "root:nova", "0640")}
    if host is COMPUTE:
        return found
    own, key = pair
    found |= {
        "/etc/mysql/mariadb.conf.d/99-cluster.cnf": File(_galera(host)),
        "/etc/mysql/ssl/server.pem": File(own),
        "/etc/mysql/ssl/server.key": File(key, "mysql:mysql", "0600"),
        "/etc/rabbitmq/rabbitmq.conf": File(_RABBIT),
        "/etc/rabbitmq/ssl/server.pem": File(own),
        "/etc/rabbitmq/ssl/server.key": File(key, "rabbitmq:rabbitmq", "0600"),
        "/var/lib/rabbitmq/.erlang.cookie": File(PASSWORDS["cookie"], "rabbitmq:rabbitmq", "0400"),
        "/etc/memcached.conf": File(f"-u memcache\n-m 64\n-p 11211\n-l {host.address}\n"),
        "/etc/haproxy/haproxy.cfg": File(_haproxy()),
        "/etc/haproxy/ssl/vip.pem": File(vip, "root:haproxy", "0640"),
        "/etc/keepalived/keepalived.conf": File(_keepalived(host), mode="0600"),
        "/etc/keystone/keystone.conf": File(_KEYSTONE, "root:keystone", "0640"),
        "/etc/placement/placement.conf": File(_PLACEMENT, "root:placement", "0640"),
    }
    for name in PORTS:
        project = name.partition("-")[0]
        found[f"/etc/default/{name}"] = File(_listening(host, name, project))
        found[f"/etc/{project}/ssl/public/api.crt"] = File(own)
        found[f"/etc/{project}/ssl/private/api.pem"] = File(key, f"{project}:{project}", "0600")
    return found


def clouds(authority: str) -> str:
    """The operator's clouds.yaml."""
    return guide.clouds("cluster", KEYSTONE, PASSWORDS["admin"], cacert=authority)


def site(clouds_file: str) -> str:
    """A plain site file: hosts, addresses, roles."""
    text = f'name = "cluster"\ncloud = "cluster"\nclouds_file = "{clouds_file}"\n'
    for host in (*CONTROLLERS, COMPUTE):
        roles = ["compute"] if host is COMPUTE else ["controller", "database", "messaging"]
        told = ", ".join(f'"{role}"' for role in roles)
        text += f'\n[hosts.{host.name}]\naddress = "{host.address}"\nroles = [{told}]\n'
        text += 'user = "ops"\nbecome = "sudo"\n'
    return text
