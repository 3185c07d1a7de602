"""The groups whose hosts hold each role: of kolla-ansible, openstack-ansible, TripleO and kayobe."""

from __future__ import annotations

import re
from collections.abc import Mapping

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "controller": (
        "control", "controller", "controllers", "controlleropenstack", "controllerapi",
        "nova_api", "nova_conductor", "nova_scheduler", "nova_api_os_compute",
        "compute_infra_hosts", "infra_hosts", "os_infra_hosts",
    ),
    "compute": (
        "compute", "computes", "compute_hosts", "nova_compute", "inner_compute", "external_compute",
    ),
    "network": (
        "network", "networks", "networker", "networkers", "network_hosts", "network_gateway_hosts",
        "neutron_l3", "neutron_l3_agent", "neutron_dhcp", "neutron_dhcp_agent", "neutron_ovn_gateway",
    ),
    "storage": (
        "storage", "storage_hosts", "cinder_volume", "cinder_volumes", "blockstorage",
    ),
    "database": ("mariadb", "galera", "galera_all", "mysql", "database", "database_hosts"),
    "messaging": (
        "rabbitmq", "rabbitmq_all", "oslomsg_rpc_all", "oslo_messaging_rpc", "mq_hosts", "messaging",
    ),
}  # fmt: skip
"""Written in small letters and with `_`, as `_plain` makes them."""

_ROLES: Mapping[str, frozenset[str]] = {
    group: frozenset(role for role, groups in _GROUPS.items() if group in groups)
    for groups in _GROUPS.values()
    for group in groups
}
_TRIPLEO = re.compile(r"(?:[\w-]+_)?([A-Z][A-Za-z0-9]+)")
"""A role of TripleO's, with the stack's name before it or without: overcloud_ComputeSriov."""
_COMPUTE = re.compile(r"(?:distributed)?compute[a-z0-9]*")


def roles_of(group: str) -> frozenset[str]:
    """The roles that a group's hosts hold by its name; none for a group of another kind."""
    tripleo = _TRIPLEO.fullmatch(group)
    name = (tripleo[1] if tripleo else group).lower().replace("-", "_")
    found = _ROLES.get(name.removeprefix("tripleo_"), frozenset())
    return found or frozenset({"compute"} if tripleo and _COMPUTE.fullmatch(name) else ())
