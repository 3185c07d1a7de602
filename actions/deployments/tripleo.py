"""TripleO: containers under podman, whose configurations Puppet wrote on the host."""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark, Tool, python_within
from actions.deployments.parts import (
    KEYSTONE,
    MESSAGING,
    NOVA,
    PROGRAMS,
)
from actions.deployments.rdo import NEUTRON_LOGS
from actions.deployments.services import (
    CINDER_API,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
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
    NOVA_API,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
    PLACEMENT_API,
)

_MADE = "/var/lib/config-data/puppet-generated"
_NOVA = f"{_MADE}/nova/etc/nova/nova.conf"
_NEUTRON = f"{_MADE}/neutron/etc/neutron"
_CINDER = f"{_MADE}/cinder/etc/cinder/cinder.conf"
_OVN = "networking-ovn/networking-ovn-metadata-agent.ini"
_BOXES = {part: f"{part}_api" for part in PROGRAMS} | {KEYSTONE: "keystone"}
"""The container in which a project's program is run."""

TRIPLEO = Deployment(
    "TripleO",
    unit_patterns=("tripleo_*",),
    unit_forms=("tripleo_{container}",),
    containers=True,
    engine="podman",
    rank=2,
    marks=(Mark(paths=(_MADE,)), Mark(units=("tripleo_*",))),
    log_forms=("/var/log/containers/{project}/{service}.log",),
    own_logs={service: f"/var/log/containers/neutron/{name}" for service, name in NEUTRON_LOGS.items()},
    units={
        LIBVIRT: ("tripleo_nova_virtqemud", "tripleo_nova_libvirt"),
        MESSAGE_BROKER: ("tripleo_rabbitmq",),
        NEUTRON_DHCP_AGENT: ("tripleo_neutron_dhcp",),
        NEUTRON_OPENVSWITCH_AGENT: ("tripleo_neutron_ovs_agent",),
        NEUTRON_OVN_METADATA_AGENT: ("tripleo_ovn_metadata_agent",),
        OVN_NORTHBOUND: ("tripleo_ovn_cluster_north_db_server",),
        OVN_NORTHD: ("tripleo_ovn_cluster_northd",),
        OVN_SOUTHBOUND: ("tripleo_ovn_cluster_south_db_server",),
        NOVA_METADATA: ("tripleo_nova_metadata",),
    },
    configurations={
        CINDER_API: (_CINDER,),
        CINDER_SCHEDULER: (_CINDER,),
        CINDER_VOLUME: (_CINDER,),
        GLANCE_API: (f"{_MADE}/glance_api/etc/glance/glance-api.conf",),
        KEYSTONE_API: (f"{_MADE}/keystone/etc/keystone/keystone.conf",),
        NEUTRON_API: (f"{_NEUTRON}/neutron.conf", f"{_NEUTRON}/plugins/ml2/ml2_conf.ini"),
        NEUTRON_DHCP_AGENT: (f"{_NEUTRON}/neutron.conf", f"{_NEUTRON}/dhcp_agent.ini"),
        NEUTRON_L3_AGENT: (f"{_NEUTRON}/neutron.conf", f"{_NEUTRON}/l3_agent.ini"),
        NEUTRON_METADATA_AGENT: (f"{_NEUTRON}/neutron.conf", f"{_NEUTRON}/metadata_agent.ini"),
        NEUTRON_OPENVSWITCH_AGENT: (
            f"{_NEUTRON}/neutron.conf",
            f"{_NEUTRON}/plugins/ml2/openvswitch_agent.ini",
        ),
        NEUTRON_OVN_METADATA_AGENT: (
            f"{_NEUTRON}/neutron.conf",
            f"{_NEUTRON}/plugins/{_OVN}",
            f"{_NEUTRON}/neutron_ovn_metadata_agent.ini",  # since Xena's puppet-neutron
        ),
        NOVA_API: (_NOVA,),
        NOVA_COMPUTE: (f"{_MADE}/nova_libvirt/etc/nova/nova.conf",),
        NOVA_CONDUCTOR: (_NOVA,),
        NOVA_METADATA: (f"{_MADE}/nova_metadata/etc/nova/nova.conf",),
        NOVA_SCHEDULER: (_NOVA,),
        PLACEMENT_API: (f"{_MADE}/placement/etc/placement/placement.conf",),
    },
    tools={
        MESSAGING: Tool("podman exec -i $(podman ps -q -f name=rabbitmq | head -n 1) rabbitmqctl"),
        **{
            part: Tool(f"podman exec -u {part} {_BOXES[part]} {program}")
            for part, program in PROGRAMS.items()
        },
    },
    python=python_within("podman"),
    readers={
        f"{_MADE}/cinder/": ("tripleo_cinder_*",),
        f"{_MADE}/glance_api/": ("tripleo_glance_*",),
        f"{_MADE}/keystone/": ("tripleo_keystone*",),
        f"{_MADE}/neutron/": ("tripleo_neutron_*", "tripleo_ovn_metadata_agent"),
        f"{_MADE}/nova/": ("tripleo_nova_*",),
        f"{_MADE}/nova_libvirt/": ("tripleo_nova_compute",),
        f"{_MADE}/nova_metadata/": ("tripleo_nova_metadata",),
        f"{_MADE}/placement/": ("tripleo_placement_api",),
    },
    state={NOVA: "/var/lib/nova"},
    deployer="The next `openstack overcloud deploy`",
    elsewhere="the hiera key under ExtraConfig in an environment file of the deployment",
)
