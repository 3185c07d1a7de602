"""DevStack: services of the user stack, from git; [database] of nova.conf is cell0's."""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark, Tool
from actions.deployments.packages import PACKAGES
from actions.deployments.parts import (
    DATABASE,
    GLANCE,
    MESSAGING,
    NOVA,
    PROGRAMS,
)
from actions.deployments.services import (
    CINDER_API,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    GLANCE_API,
    KEYSTONE_API,
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
    PLACEMENT_API,
)

_NOVA, _CELL1 = "/etc/nova/nova.conf", "/etc/nova/nova_cell1.conf"
_UNITS = {
    CINDER_API: ("devstack@c-api",),
    CINDER_BACKUP: ("devstack@c-bak",),
    CINDER_SCHEDULER: ("devstack@c-sch",),
    CINDER_VOLUME: ("devstack@c-vol",),
    GLANCE_API: ("devstack@g-api",),
    KEYSTONE_API: ("devstack@keystone",),
    NEUTRON_API: ("devstack@q-svc", "devstack@neutron-api"),
    NEUTRON_DHCP_AGENT: ("devstack@q-dhcp",),
    NEUTRON_L3_AGENT: ("devstack@q-l3",),
    NEUTRON_METADATA_AGENT: ("devstack@q-meta",),
    NEUTRON_OPENVSWITCH_AGENT: ("devstack@q-agt",),
    NEUTRON_OVN_METADATA_AGENT: ("devstack@q-ovn-metadata-agent",),
    NEUTRON_RPC_SERVER: ("devstack@neutron-rpc-server",),
    NOVA_API: ("devstack@n-api",),
    NOVA_COMPUTE: ("devstack@n-cpu",),
    NOVA_CONDUCTOR: ("devstack@n-cond-cell1",),
    NOVA_METADATA: ("devstack@n-api-meta",),
    NOVA_SCHEDULER: ("devstack@n-sch",),
    NOVA_SUPER_CONDUCTOR: ("devstack@n-super-cond",),
    PLACEMENT_API: ("devstack@placement-api",),
}


def _tool(line: str) -> Tool:
    """Since 2023.2 in an environment of its own, before in /usr/local/bin."""
    return Tool(f"PATH=/opt/stack/data/venv/bin:/usr/local/bin:$PATH {line}", "stack")


DEVSTACK = Deployment(
    "DevStack",
    unit_patterns=("devstack@*",),
    units=_UNITS,
    rank=1,
    marks=(
        Mark(paths=("/opt/stack/devstack",)),
        Mark(paths=("/opt/stack/data",)),
        Mark(units=("devstack@*",)),
    ),
    python="/opt/stack/data/venv/bin/python3",
    configurations={
        **{name: files for name, files in PACKAGES.configurations.items() if name in _UNITS},
        NOVA_COMPUTE: ("/etc/nova/nova-cpu.conf",),
        NOVA_CONDUCTOR: (_CELL1,),
        NOVA_SUPER_CONDUCTOR: (_NOVA,),
    },
    tools={
        DATABASE: PACKAGES.tools[DATABASE],
        MESSAGING: PACKAGES.tools[MESSAGING],
        **{part: _tool(program) for part, program in PROGRAMS.items()},
    },
    service_tools={NOVA_CONDUCTOR: _tool(f"{PROGRAMS[NOVA]} --config-file {_CELL1}")},
    cell_sync="db sync --local_cell",
    readers={
        "/etc/cinder/": ("devstack@c-*",),
        "/etc/glance/": ("devstack@g-*",),
        "/etc/keystone/": ("devstack@keystone",),
        "/etc/neutron/": ("devstack@q-*", "devstack@neutron-*"),
        "/etc/nova/": ("devstack@n-*",),
        "/etc/placement/": ("devstack@placement-api",),
    },
    state={GLANCE: "/opt/stack/data/glance", NOVA: "/opt/stack/data/nova"},
    keystone_keys=PACKAGES.keystone_keys,
    deployer="The next stack.sh",
    elsewhere="it under [[post-config|…]] in local.conf",
)
