"""Debian 13's packages: OpenStack 2025.1, from which on Neutron has no Linux bridge."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.debian import DEBIAN
from actions.deployments.deployment import Part
from actions.deployments.packages import marks
from actions.deployments.parts import (
    GLANCE,
    KEYSTONE,
    LINUX_BRIDGE,
    NETWORK,
    NEUTRON,
    NEUTRON_OVN,
    OPEN_VSWITCH,
    OVN,
    OVN_METADATA,
    OVN_SERVER,
    PLACEMENT,
)
from actions.deployments.services import NEUTRON_LINUXBRIDGE_AGENT

_NEUTRON = DEBIAN.parts[NEUTRON]


def _held(name: str) -> Part:
    """These start as they are installed, too; on Debian 12 only Nova's and Cinder's do."""
    part = DEBIAN.parts[name]
    return replace(part, held=tuple(part.units))


_PARTS = {
    GLANCE: _held(GLANCE),
    # Without its keys each of its eight workers dies as it starts, and is started again: they leave
    # nobody else any time.
    KEYSTONE: replace(DEBIAN.parts[KEYSTONE], hasty=("keystone",)),
    NETWORK: _held(NETWORK),
    NEUTRON: replace(
        _NEUTRON,
        packages=(*_NEUTRON.packages, "neutron-periodic-workers"),
        units={**_NEUTRON.units, "neutron-periodic-workers": ()},
        held=(*_NEUTRON.units, "neutron-periodic-workers"),
    ),
    OPEN_VSWITCH: _held(OPEN_VSWITCH),
    OVN: Part(("ovn-host",), {"ovn-controller": ()}),
    OVN_METADATA: _held(OVN_METADATA),
    OVN_SERVER: Part(
        ("neutron-ovn-maintenance-worker", "openvswitch-common"),
        {"neutron-ovn-maintenance-worker": ()},
        held=("neutron-ovn-maintenance-worker",),
    ),
    PLACEMENT: _held(PLACEMENT),
}

DEBIAN_13 = replace(
    DEBIAN,
    marks=marks("debian 13"),
    name="Debian 13 packages",
    releases=("Debian GNU/Linux 13",),
    configurations={
        service: files
        for service, files in DEBIAN.configurations.items()
        if service != NEUTRON_LINUXBRIDGE_AGENT
    },
    parts={
        name: part
        for name, part in {**DEBIAN.parts, **_PARTS}.items()
        if name not in (LINUX_BRIDGE, NEUTRON_OVN)
    },
    mechanism=OVN,
    lacks={
        LINUX_BRIDGE: (
            "Neutron has no driver for it from 26 (2025.1) on, though apt still knows a package "
            f'neutron-linuxbridge-agent. Write mechanism = "{OVN}" or "{OPEN_VSWITCH}" in '
            "[install.neutron] of the site file, or leave the mechanism out."
        )
    },
)
