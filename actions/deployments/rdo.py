"""RDO's packages, of CentOS and its kin: what comes with a package is read before its own file."""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark
from actions.deployments.packages import PACKAGES
from actions.deployments.services import (
    CINDER_API,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    DATABASE_SERVER,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NOVA_METADATA,
    PLACEMENT_API,
)

_SYSTEMS = ("almalinux", "centos", "fedora", "ol", "rhel", "rocky")
_AGENTS = (
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
)
_NOT_PACKAGED = ("neutron-linuxbridge-agent", "neutron-rpc-server")
NEUTRON_LOGS = {NEUTRON_API: "server.log"} | {
    agent: f"{agent.removeprefix('neutron-')}.log" for agent in _AGENTS
}
"""As their units name them, below the folder of neutron's logs."""
_LOGS = {service: f"/var/log/neutron/{name}" for service, name in NEUTRON_LOGS.items()} | {
    CINDER_API: "/var/log/cinder/api.log /var/log/cinder/cinder-api.log",
    CINDER_SCHEDULER: "/var/log/cinder/scheduler.log",
    CINDER_VOLUME: "/var/log/cinder/volume.log",
    GLANCE_API: "/var/log/glance/api.log",
    DATABASE_SERVER: "/var/log/mariadb/mariadb.log",
}
_SHARES = ("cinder", "glance", "keystone", "neutron", "nova", "placement")

RDO = Deployment(
    "RDO packages",
    unit_patterns=("openstack-*", "neutron-*", "httpd", "mariadb"),
    balancer_socket="/var/lib/haproxy/stats",
    vip_conf="/etc/keepalived/keepalived.conf",
    unit_forms=("openstack-{service}",),
    units={
        CINDER_API: ("openstack-cinder-api", "httpd"),
        DATABASE_SERVER: ("mariadb",),
        GLANCE_API: ("openstack-glance-api", "httpd"),
        KEYSTONE_API: ("httpd",),
        NEUTRON_API: ("neutron-server",),
        NOVA_METADATA: ("openstack-nova-api", "httpd"),
        PLACEMENT_API: ("httpd",),
        **{agent: (agent,) for agent in _AGENTS},
    },
    marks=(
        Mark(paths=("/etc/nova/nova.conf",), systems=_SYSTEMS),
        Mark(units=("openstack-*",)),
        Mark(paths=tuple(f"/usr/share/{name}/{name}-dist.conf" for name in _SHARES)),
    ),
    configurations={
        name: files for name, files in PACKAGES.configurations.items() if name not in _NOT_PACKAGED
    },
    defaults={
        files[0]: f"/usr/share/{name}/{name}-dist.conf"
        for name in _SHARES
        for service, files in PACKAGES.configurations.items()
        if service.startswith(name)
    },
    tools=PACKAGES.tools,
    readers={
        "/etc/cinder/": ("openstack-cinder-*", "httpd"),
        "/etc/glance/": ("openstack-glance-*", "httpd"),
        "/etc/keystone/": ("httpd",),
        "/etc/neutron/": ("neutron-*",),
        "/etc/nova/": ("openstack-nova-*", "httpd"),
        "/etc/placement/": ("httpd",),
    },
    state=PACKAGES.state,
    keystone_keys=PACKAGES.keystone_keys,
    log_forms=PACKAGES.log_forms,
    own_logs=_LOGS,
    unit_logs={
        "httpd": "/var/log/httpd/*error*log /var/log/httpd/keystone.log "
        "/var/log/keystone/keystone.log /var/log/placement/placement-api.log"
    },
)
