"""kolla-ansible: a container a service. What is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment
from actions.deployments.services import (
    LIBVIRT,
    MESSAGE_BROKER,
    NEUTRON_API,
    NOVA_METADATA,
    SWITCH_DAEMON,
    SWITCH_DATABASE,
)

KOLLA = Deployment(
    "kolla-ansible",
    unit_patterns=("kolla-*-container",),
    unit_forms=("kolla-{container}-container",),
    containers=True,
    balancer_socket="/var/lib/kolla/haproxy/haproxy.sock",
    vip_conf="/etc/kolla/keepalived/keepalived.conf",
    log_forms=("/var/log/kolla/{project}/{service}.log", "/var/log/kolla/{project}/{project}.log"),
    units={
        LIBVIRT: ("kolla-nova_libvirt-container",),
        MESSAGE_BROKER: ("kolla-rabbitmq-container",),
        NEUTRON_API: ("kolla-neutron_server-container",),
        NOVA_METADATA: ("kolla-nova_metadata-container",),
        SWITCH_DAEMON: ("kolla-openvswitch_vswitchd-container",),
        SWITCH_DATABASE: ("kolla-openvswitch_db-container",),
    },
)
