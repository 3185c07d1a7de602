"""DevStack: what is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment
from actions.deployments.services import (
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    NEUTRON_DHCP_AGENT,
    NEUTRON_L3_AGENT,
    NEUTRON_METADATA_AGENT,
    NEUTRON_OPENVSWITCH_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_SCHEDULER,
)

DEVSTACK = Deployment(
    "DevStack",
    unit_patterns=("devstack@*",),
    units={
        CINDER_BACKUP: ("devstack@c-bak",),
        CINDER_SCHEDULER: ("devstack@c-sch",),
        CINDER_VOLUME: ("devstack@c-vol",),
        NEUTRON_DHCP_AGENT: ("devstack@q-dhcp",),
        NEUTRON_L3_AGENT: ("devstack@q-l3",),
        NEUTRON_METADATA_AGENT: ("devstack@q-meta",),
        NEUTRON_OPENVSWITCH_AGENT: ("devstack@q-agt",),
        NEUTRON_OVN_METADATA_AGENT: ("devstack@q-ovn-metadata-agent",),
        NOVA_COMPUTE: ("devstack@n-cpu",),
        NOVA_CONDUCTOR: ("devstack@n-super-cond",),
        NOVA_SCHEDULER: ("devstack@n-sch",),
    },
)
