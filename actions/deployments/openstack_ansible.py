"""openstack-ansible: services in virtual environments, on the host or each in an LXC container.

A container has systemd, units and files as a host has, and is a host of the site file. On the host that
holds the containers none of its services' files are.
"""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark, Tool
from actions.deployments.packages import PACKAGES
from actions.deployments.parts import (
    DATABASE,
    MESSAGING,
    PROGRAMS,
)
from actions.deployments.services import (
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
    NOVA_METADATA,
)


def _newest(name: str, tool: str) -> Tool:
    """After an upgrade the environments of older releases are still there."""
    return Tool(f"$(ls -d /openstack/venvs/{name}-*/bin/{tool} | sort -V | tail -n 1)", name)


OPENSTACK_ANSIBLE = Deployment(
    "openstack-ansible",
    unit_patterns=PACKAGES.unit_patterns,
    unit_forms=("{service}",),
    units={
        KEYSTONE_API: ("keystone-wsgi-public", "keystone"),
        NEUTRON_API: ("neutron-server", "neutron-api"),
        NOVA_API: ("nova-api-os-compute", "nova-api"),
        NOVA_METADATA: ("nova-api-metadata",),
    },
    balancer_socket="/var/run/haproxy.stat",
    vip_conf="/etc/keepalived/keepalived.conf",
    rank=1,
    marks=(
        Mark(paths=("/openstack/venvs/*",)),
        Mark(paths=("/var/lib/lxc/*_container-*",)),
    ),
    configurations=PACKAGES.configurations,
    tools={
        DATABASE: PACKAGES.tools[DATABASE],
        MESSAGING: PACKAGES.tools[MESSAGING],
        **{part: _newest(part, program) for part, program in PROGRAMS.items()},
    },
    python="$(ls -d /openstack/venvs/*/bin/python3 | sort -V | tail -n 1)",
    readers=PACKAGES.readers,
    state=PACKAGES.state,
    keystone_keys=PACKAGES.keystone_keys,
    own_logs=PACKAGES.own_logs,
    to_journal=PACKAGES.to_journal,
    absent="in an LXC container, which is a host of its own: name it in the site file",
    deployer="The next run of openstack-ansible's playbooks",
    variables={
        ("DEFAULT", "transport_url"): "{project}_oslomsg_rpc_password of user_secrets.yml",
        ("api_database", "connection"): "nova_api_container_mysql_password of user_secrets.yml",
        ("database", "connection"): "{project}_container_mysql_password of user_secrets.yml",
        ("keystone_authtoken", "password"): "{project}_service_password of user_secrets.yml",
        ("neutron", "password"): "neutron_service_password of user_secrets.yml",
        ("placement", "password"): "placement_service_password of user_secrets.yml",
        ("placement_database", "connection"): "placement_galera_password of user_secrets.yml",
    },
    elsewhere="the key in {project}_{project}_conf_overrides of user_variables.yml",
)  # fmt: skip
