"""What the chapters will put on a host, by its distribution's table."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.deployment import Part
from actions.deployments.parts import (
    BRIDGE,
    CACHE,
    CINDER,
    CLIENT,
    COMPUTE,
    DATABASE,
    GLANCE,
    ISCSI,
    KEYSTONE,
    LVM,
    MESSAGING,
    NETWORK,
    NEUTRON,
    NFS_CLIENT,
    NFS_SERVER,
    NOVA,
    OVN,
    OVN_CENTRAL,
    OVN_METADATA,
    OVN_SERVER,
    PLACEMENT,
    VOLUME,
    VSWITCH,
)
from actions.facts.hosts import host_status, packages
from actions.install.hosts import hosts_of, part_of
from actions.install.preflight.result import seen
from actions.model.plan import Situation
from actions.model.site import Host

PARTS = (
    BRIDGE, CACHE, CINDER, CLIENT, COMPUTE, DATABASE, GLANCE, ISCSI, KEYSTONE, LVM, MESSAGING, NETWORK,
    NEUTRON, NFS_CLIENT, NFS_SERVER, NOVA, OVN, OVN_CENTRAL, OVN_METADATA, OVN_SERVER, PLACEMENT,
    VOLUME, VSWITCH,
)  # fmt: skip
"""All that the chapters install: a test compares with their steps."""


def parts_on(situation: Situation, host: Host) -> Mapping[str, Part]:
    """The parts that a host gets, by name; raises `Blocked` and `SettingsError`."""
    seen(situation, host_status.PROBE, host.name)
    here = (name for name in PARTS if host in hosts_of(situation, name))
    return {name: part_of(situation, host.name, name) for name in here}


def missing_packages(situation: Situation, host: Host) -> tuple[str, ...]:
    """The packages of those parts that a host has not; raises `Blocked` and `SettingsError`."""
    installed = seen(situation, packages.PROBE, host.name).installed
    names = (name for part in parts_on(situation, host).values() for name in part.packages)
    return tuple(name for name in dict.fromkeys(names) if name not in installed)
