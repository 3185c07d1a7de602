"""What Debian's and Ubuntu's packages of OpenStack have in common.

The chapters install these packages, and no others: their steps take files and tools from here.
"""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark, Part, Tool
from actions.deployments.parts import (
    CACHE,
    CINDER,
    CLIENT,
    COMPUTE,
    DATABASE,
    GLANCE,
    ISCSI,
    LINUX_BRIDGE,
    MESSAGING,
    NETWORK,
    NEUTRON,
    NFS_CLIENT,
    NFS_SERVER,
    NOVA,
    OPEN_VSWITCH,
    PROGRAMS,
    VOLUME,
    VSWITCH,
)
from actions.deployments.services import (
    CINDER_API,
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
    NEUTRON_LINUXBRIDGE_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    OVN_CONTROLLER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
    PLACEMENT_API,
    SWITCH_DAEMON,
)

PARTS = {
    CACHE: Part(("memcached",), {"memcached": (11211,)}, settings="/etc/memcached.conf"),
    CLIENT: Part(("python3-memcache", "python3-openstackclient", "python3-pymysql")),
    DATABASE: Part(
        ("mariadb-server",),
        {"mariadb": (3306,)},
        settings="/etc/mysql/mariadb.conf.d/99-openstack.cnf",
    ),
    MESSAGING: Part(("rabbitmq-server",), {"rabbitmq-server": (5672,)}),
    COMPUTE: Part(("nova-compute", "nova-compute-kvm"), {"nova-compute": ()}),
    GLANCE: Part(("glance",), {"glance-api": (9292,)}),
    ISCSI: Part(("open-iscsi",)),
    NFS_CLIENT: Part(("nfs-common",)),
    NFS_SERVER: Part(("nfs-kernel-server",), {"nfs-server": ()}),
    VOLUME: Part(("cinder-volume",), {"cinder-volume": ()}, settings="/etc/cinder/nfs_shares"),
    LINUX_BRIDGE: Part(("neutron-linuxbridge-agent",), {"neutron-linuxbridge-agent": ()}),
    OPEN_VSWITCH: Part(("neutron-openvswitch-agent",), {"neutron-openvswitch-agent": ()}),
    NETWORK: Part(
        ("neutron-dhcp-agent", "neutron-l3-agent", "neutron-metadata-agent"),
        {"neutron-dhcp-agent": (), "neutron-l3-agent": (), "neutron-metadata-agent": ()},
    ),
    VSWITCH: Part(("openvswitch-switch",), {"openvswitch-switch": ()}),
}


_CINDER, _NEUTRON, _NOVA = "/etc/cinder/cinder.conf", "/etc/neutron/neutron.conf", "/etc/nova/nova.conf"
_PATTERNS = (
    "nova-*", "neutron-*", "cinder-*", "glance-*", "keystone*", "placement-*", "apache2*",
    "mariadb*", "mysql*", "rabbitmq-server*", "memcached*", "libvirtd*", "virtqemud*", "openvswitch*",
    "ovs-*", "ovsdb-*", "ovn-*", "nfs-server*", "tgt*", "haproxy", "keepalived",
)  # fmt: skip

PACKAGES = Deployment(
    "packages",
    unit_patterns=_PATTERNS,
    unit_forms=("{service}",),
    units={
        DATABASE_SERVER: ("mariadb", "mysql"),
        LIBVIRT: ("libvirtd", "virtqemud"),
        OVN_NORTHBOUND: ("ovn-ovsdb-server-nb",),
        OVN_SOUTHBOUND: ("ovn-ovsdb-server-sb",),
    },
    enables_all=True,
    mechanism=LINUX_BRIDGE,
    balancer_socket="/run/haproxy/admin.sock",
    vip_conf="/etc/keepalived/keepalived.conf",
    configurations={
        NOVA_API: (_NOVA,),
        NOVA_METADATA: (_NOVA,),
        NOVA_CONDUCTOR: (_NOVA,),
        NOVA_SCHEDULER: (_NOVA,),
        NOVA_COMPUTE: (_NOVA, "/etc/nova/nova-compute.conf"),
        NEUTRON_DHCP_AGENT: (_NEUTRON, "/etc/neutron/dhcp_agent.ini"),
        NEUTRON_L3_AGENT: (_NEUTRON, "/etc/neutron/l3_agent.ini"),
        NEUTRON_METADATA_AGENT: (_NEUTRON, "/etc/neutron/metadata_agent.ini"),
        NEUTRON_API: (_NEUTRON, "/etc/neutron/plugins/ml2/ml2_conf.ini"),
        NEUTRON_RPC_SERVER: (_NEUTRON, "/etc/neutron/plugins/ml2/ml2_conf.ini"),
        NEUTRON_LINUXBRIDGE_AGENT: (_NEUTRON, "/etc/neutron/plugins/ml2/linuxbridge_agent.ini"),
        NEUTRON_OPENVSWITCH_AGENT: (_NEUTRON, "/etc/neutron/plugins/ml2/openvswitch_agent.ini"),
        NEUTRON_OVN_METADATA_AGENT: (_NEUTRON, "/etc/neutron/neutron_ovn_metadata_agent.ini"),
        CINDER_API: (_CINDER,),
        CINDER_SCHEDULER: (_CINDER,),
        CINDER_VOLUME: (_CINDER,),
        GLANCE_API: ("/etc/glance/glance-api.conf",),
        KEYSTONE_API: ("/etc/keystone/keystone.conf",),
        PLACEMENT_API: ("/etc/placement/placement.conf",),
    },
    named=frozenset(
        (CINDER_SCHEDULER, CINDER_VOLUME, GLANCE_API, NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_SCHEDULER)
    ),
    tools={
        DATABASE: Tool("mysql"),
        MESSAGING: Tool("rabbitmqctl"),
        **{part: Tool(program, part) for part, program in PROGRAMS.items()},
    },
    # Ubuntu runs three of the APIs under Apache.
    readers={
        "/etc/cinder/": ("cinder-*", "apache2*"),
        "/etc/glance/": ("glance-*",),
        "/etc/keystone/": ("keystone*", "apache2*"),
        "/etc/neutron/": ("neutron-*",),
        "/etc/nova/": ("nova-*",),
        "/etc/placement/": ("placement-*", "apache2*"),
    },
    state={
        CINDER: "/var/lib/cinder",
        DATABASE: "/var/lib/mysql",
        GLANCE: "/var/lib/glance",
        MESSAGING: "/var/lib/rabbitmq",
        NEUTRON: "/var/lib/neutron",
        NOVA: "/var/lib/nova",
    },
    keystone_keys={
        "fernet_setup": "/etc/keystone/fernet-keys",
        "credential_setup": "/etc/keystone/credential-keys",
    },
    logs={VSWITCH: "/var/log/openvswitch/ovs-vswitchd.log"},
    log_forms=("/var/log/{project}/{service}.log",),
    own_logs={
        DATABASE_SERVER: "/var/log/mysql/error.log",
        MESSAGE_BROKER: "/var/log/rabbitmq/rabbit@*.log",
        OVN_CONTROLLER: "/var/log/ovn/ovn-controller.log",
        OVN_NORTHBOUND: "/var/log/ovn/ovsdb-server-nb.log",
        OVN_NORTHD: "/var/log/ovn/ovn-northd.log",
        OVN_SOUTHBOUND: "/var/log/ovn/ovsdb-server-sb.log",
        SWITCH_DAEMON: "/var/log/openvswitch/ovs-vswitchd.log",
    },
    unit_logs={
        "apache2": "/var/log/apache2/*error*.log /var/log/apache2/keystone.log "
        "/var/log/keystone/keystone.log /var/log/placement/placement-api.log"
    },
    to_journal=frozenset((DATABASE_SERVER,)),
    migrations="/usr/lib/python3/dist-packages",
)
_FIRST = dict.fromkeys(files[0] for files in PACKAGES.configurations.values())


def marks(*systems: str) -> tuple[Mark, ...]:
    """Any configuration of OpenStack's on one of the systems."""
    return tuple(Mark(paths=(path,), systems=systems) for path in _FIRST)
