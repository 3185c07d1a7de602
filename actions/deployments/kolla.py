"""kolla-ansible: a container a service, each with a configuration of its own on the host.

A key means what its file is for: [database] of nova-api's nova.conf is cell0's, nova-conductor's is the
cell's.
Since 2023.1 a unit of systemd runs each container; before, docker alone did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.deployments.deployment import Deployment, Mark, Tool, python_within
from actions.deployments.parts import (
    DATABASE,
    GLANCE,
    KEYSTONE,
    MESSAGING,
    NEUTRON,
    NOVA,
    PROGRAMS,
)
from actions.deployments.services import (
    BALANCER,
    CACHE_SERVER,
    CINDER_API,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    DATABASE_SERVER,
    GLANCE_API,
    KEYSTONE_API,
    LIBVIRT,
    MESSAGE_BROKER,
    NEUTRON_API,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    NOVA_SUPER_CONDUCTOR,
    OVN_CONTROLLER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
    PLACEMENT_API,
    SWITCH_DAEMON,
    SWITCH_DATABASE,
    VIP_KEEPER,
)

_FOLDERS = {
    CINDER_API: ("cinder-api", "cinder.conf"),
    CINDER_BACKUP: ("cinder-backup", "cinder.conf"),
    CINDER_SCHEDULER: ("cinder-scheduler", "cinder.conf"),
    CINDER_VOLUME: ("cinder-volume", "cinder.conf"),
    GLANCE_API: ("glance-api", "glance-api.conf"),
    KEYSTONE_API: ("keystone", "keystone.conf"),
    NEUTRON_API: ("neutron-server", "neutron.conf", "ml2_conf.ini"),
    NEUTRON_DHCP_AGENT: ("neutron-dhcp-agent", "neutron.conf", "dhcp_agent.ini"),
    NEUTRON_L3_AGENT: ("neutron-l3-agent", "neutron.conf", "l3_agent.ini"),
    NEUTRON_METADATA_AGENT: ("neutron-metadata-agent", "neutron.conf", "metadata_agent.ini"),
    NEUTRON_OPENVSWITCH_AGENT: (
        "neutron-openvswitch-agent",
        "neutron.conf",
        "ml2_conf.ini",
        "openvswitch_agent.ini",
    ),
    NEUTRON_OVN_METADATA_AGENT: (
        "neutron-ovn-metadata-agent",
        "neutron.conf",
        "neutron_ovn_metadata_agent.ini",
    ),
    NEUTRON_RPC_SERVER: ("neutron-rpc-server", "neutron.conf", "ml2_conf.ini"),
    NOVA_API: ("nova-api", "nova.conf"),
    NOVA_COMPUTE: ("nova-compute", "nova.conf"),
    NOVA_CONDUCTOR: ("nova-conductor", "nova.conf"),
    NOVA_METADATA: ("nova-metadata", "nova.conf"),
    NOVA_SCHEDULER: ("nova-scheduler", "nova.conf"),
    NOVA_SUPER_CONDUCTOR: ("nova-super-conductor", "nova.conf"),
    PLACEMENT_API: ("placement-api", "placement.conf"),
}
"""By the service: its folder below /etc/kolla, and its files there."""
_OTHERS = {
    LIBVIRT: "nova_libvirt",
    MESSAGE_BROKER: "rabbitmq",
    NEUTRON_API: "neutron_server",
    NOVA_METADATA: "nova_metadata",
    SWITCH_DAEMON: "openvswitch_vswitchd",
    SWITCH_DATABASE: "openvswitch_db",
}
"""Containers that are not called as their service."""
_LOGS = {
    BALANCER: "",
    CACHE_SERVER: "",
    DATABASE_SERVER: "mariadb/mariadb.log",
    LIBVIRT: "libvirt/libvirtd.log",
    MESSAGE_BROKER: "rabbitmq/rabbit@*.log",
    NEUTRON_API: "neutron/neutron-server.log",
    NOVA_METADATA: "nova/nova-metadata.log",
    OVN_CONTROLLER: "openvswitch/ovn-controller.log",
    OVN_NORTHBOUND: "openvswitch/ovn-nb-db.log",
    OVN_NORTHD: "openvswitch/ovn-northd.log",
    OVN_SOUTHBOUND: "openvswitch/ovn-sb-db.log",
    SWITCH_DAEMON: "openvswitch/ovs-vswitchd.log",
    SWITCH_DATABASE: "openvswitch/ovsdb-server.log",
    VIP_KEEPER: "",
}
"""Files of what does not log by its own name; none: to its container's output, or through fluentd."""


MARK = "/etc/kolla/*/config.json"
"""On the deployment host there are passwords.yml and globals.yml alone."""
THERE = f"ls -d {MARK} 2>/dev/null | grep -q ."
"""Whether kolla's containers are on a host, as a condition of the shell's."""
ALONE = (
    "systemctl list-unit-files --no-legend 'kolla-*' | grep -q . || "
    "docker ps -aq --filter label=kolla_version"
)
"""The ids of containers that docker runs and systemd does not know."""


def _forms(engine: str) -> tuple[str, ...]:
    """Where docker alone ran the containers, a unit that is none is called by its engine, too."""
    unit = "kolla-{container}-container"
    return (unit, "docker:{container}") if engine == "docker" else (unit,)


def _units(engine: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for service, container in _OTHERS.items():
        yield service, tuple(form.format(container=container) for form in _forms(engine))


def _readers(engine: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A container reads its own folder; what is mounted is copied when it starts."""
    for service, (folder, *_) in _FOLDERS.items():
        container = _OTHERS.get(service, folder.replace("-", "_"))
        yield f"/etc/kolla/{folder}/", tuple(f.format(container=container) for f in _forms(engine))


_BOXES = {part: f"{part}_api" for part in PROGRAMS} | {
    KEYSTONE: "keystone",
    NEUTRON: _OTHERS[NEUTRON_API],
}
"""The container in which a project's program is run."""
# As root, whose password copies a member's data, too. The container's user reads his copy alone.
_ROOT = (
    'sh -c \'MYSQL_PWD=$(sed -sn "s/^wsrep_sst_auth *= *root://p" /etc/mysql/my.cnf /etc/my.cnf '
    '2>/dev/null) exec $(command -v mariadb || command -v mysql) -u root "$@"\' sql'
)


def _tools(engine: str) -> Mapping[str, Tool]:
    return {
        DATABASE: Tool(f"{engine} exec -i mariadb {_ROOT}"),
        MESSAGING: Tool(f"{engine} exec -i rabbitmq rabbitmqctl"),
        **{part: Tool(f"{engine} exec {_BOXES[part]} {program}") for part, program in PROGRAMS.items()},
    }


_PASSWORDS = "of /etc/kolla/passwords.yml on the deployment host"
_VARIABLES = {
    ("DEFAULT", "transport_url"): f"rabbitmq_password {_PASSWORDS}",
    ("api_database", "connection"): f"nova_api_database_password {_PASSWORDS}",
    ("database", "connection"): f"{{project}}_database_password {_PASSWORDS}",
    ("keystone_authtoken", "password"): f"{{project}}_keystone_password {_PASSWORDS}",
    ("neutron", "password"): f"neutron_keystone_password {_PASSWORDS}",
    ("placement", "password"): f"placement_keystone_password {_PASSWORDS}",
    ("placement_database", "connection"): f"placement_database_password {_PASSWORDS}",
}


def kolla(engine: str, volumes: str) -> Deployment:
    """kolla-ansible with an engine that keeps its volumes in a folder."""
    logs = f"{volumes}/kolla_logs/_data"
    bases = ("/var/log/kolla", logs)  # the one is a link to the other, where the engine's is not moved
    return Deployment(
        f"kolla-ansible ({engine})",
        unit_patterns=("kolla-*-container",),
        unit_forms=_forms(engine),
        units=dict(_units(engine)),
        containers=True,
        engine=engine,
        rank=1 if engine == "docker" else 2,
        marks=(Mark(paths=(MARK,), engine="" if engine == "docker" else engine),),  # it came first
        configurations={
            service: tuple(f"/etc/kolla/{folder}/{name}" for name in names)
            for service, (folder, *names) in _FOLDERS.items()
        },
        tools=_tools(engine),
        python=python_within(engine),
        service_tools={NOVA_CONDUCTOR: Tool(f"{engine} exec nova_conductor {PROGRAMS[NOVA]}")},
        cell_sync="db sync --local_cell",
        readers=dict(_readers(engine)),
        state={
            DATABASE: f"{volumes}/mariadb/_data",
            GLANCE: f"{volumes}/glance/_data",
            MESSAGING: f"{volumes}/rabbitmq/_data",
            NOVA: f"{volumes}/nova_compute/_data",
        },
        keystone_keys={"fernet_setup": f"{volumes}/keystone_fernet_tokens/_data"},
        keys_by_hand=(
            f"`{engine} exec keystone_fernet fernet-push.sh` on a controller that has them gives them "
            "to the others"
        ),
        balancer_socket="/var/lib/kolla/haproxy/haproxy.sock",
        vip_conf="/etc/kolla/keepalived/keepalived.conf",
        log_forms=tuple(
            f"{base}/{{project}}/{name}.log" for base in bases for name in ("{service}", "{project}")
        ),
        own_logs={
            service: " ".join(f"{base}/{name}" for base in bases if name)
            for service, name in _LOGS.items()
        },
        deployer="The next `kolla-ansible reconfigure`",
        variables=_VARIABLES,
        elsewhere="it in /etc/kolla/config/{project}.conf on the deployment host",
    )


KOLLA = kolla("docker", "/var/lib/docker/volumes")
KOLLA_PODMAN = kolla("podman", "/var/lib/containers/storage/volumes")
