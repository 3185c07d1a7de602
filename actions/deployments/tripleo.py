"""TripleO and its successor on compute hosts: what is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment
from actions.deployments.services import (
    LIBVIRT,
    MESSAGE_BROKER,
    OVN_NORTHBOUND,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
)

TRIPLEO = Deployment(
    "TripleO",
    unit_patterns=("tripleo_*", "edpm_*"),
    unit_forms=("tripleo_{container}", "edpm_{container}"),
    containers=True,
    log_forms=("/var/log/containers/{project}/{service}.log",),
    units={
        LIBVIRT: ("tripleo_nova_virtqemud", "tripleo_nova_libvirt"),
        MESSAGE_BROKER: ("tripleo_rabbitmq",),
        OVN_NORTHBOUND: ("tripleo_ovn_cluster_north_db_server",),
        OVN_NORTHD: ("tripleo_ovn_cluster_northd",),
        OVN_SOUTHBOUND: ("tripleo_ovn_cluster_south_db_server",),
    },
)
