"""Debian 13's packages: OpenStack 2025.1, from which on Neutron has no Linux bridge."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.debian import DEBIAN
from actions.deployments.deployment import Part
from actions.deployments.parts import (
    GLANCE,
    LINUX_BRIDGE,
    NETWORK,
    NEUTRON,
    OPEN_VSWITCH,
    OVN,
    OVN_CENTRAL,
    OVN_METADATA,
    OVN_SERVER,
    PLACEMENT,
)
from actions.deployments.services import NEUTRON_LINUXBRIDGE_AGENT

_NEUTRON = DEBIAN.parts[NEUTRON]
# Nova's, Glance's and Neutron's units start as soon as they are installed (on Debian 12, Nova's alone).
_PARTS = {
    GLANCE: replace(DEBIAN.parts[GLANCE], held=("glance-api",)),
    NETWORK: replace(DEBIAN.parts[NETWORK], held=tuple(DEBIAN.parts[NETWORK].units)),
    NEUTRON: replace(
        _NEUTRON,
        packages=(*_NEUTRON.packages, "neutron-periodic-workers"),
        units={**_NEUTRON.units, "neutron-periodic-workers": ()},
        held=(*_NEUTRON.units, "neutron-periodic-workers"),
    ),
    OPEN_VSWITCH: replace(DEBIAN.parts[OPEN_VSWITCH], held=tuple(DEBIAN.parts[OPEN_VSWITCH].units)),
    # Their units are started at boot by one that is called as the package is.
    OVN: Part(("ovn-host",), {"ovn-controller": ()}),
    OVN_CENTRAL: Part(
        ("ovn-central",),
        {
            "ovn-northd": (),
            "ovn-ovsdb-server-nb": (6641,),
            "ovn-ovsdb-server-sb": (6642,),
        },
        settings="/etc/default/ovn-central",
    ),
    # The agent serves instances through HAProxy.
    OVN_METADATA: Part(
        ("haproxy", "neutron-ovn-metadata-agent"),
        {"neutron-ovn-metadata-agent": ()},
        held=("neutron-ovn-metadata-agent",),
    ),
    # Without openvswitch-common, the API's workers end at once for want of ovsdb-client.
    OVN_SERVER: Part(
        ("neutron-ovn-maintenance-worker", "openvswitch-common"),
        {"neutron-ovn-maintenance-worker": ()},
        held=("neutron-ovn-maintenance-worker",),
    ),
    PLACEMENT: replace(DEBIAN.parts[PLACEMENT], held=("placement-api",)),
}

DEBIAN_13 = replace(
    DEBIAN,
    name="Debian 13 packages",
    releases=("Debian GNU/Linux 13",),
    configurations={
        service: files
        for service, files in DEBIAN.configurations.items()
        if service != NEUTRON_LINUXBRIDGE_AGENT
    },
    parts={name: part for name, part in {**DEBIAN.parts, **_PARTS}.items() if name != LINUX_BRIDGE},
    mechanism=OVN,
    lacks={
        LINUX_BRIDGE: (
            "Neutron has no driver for it from 26 (2025.1) on, though apt still knows a package "
            f'neutron-linuxbridge-agent. Write mechanism = "{OVN}" or "{OPEN_VSWITCH}" in '
            "[install.neutron] of the site file, or leave the mechanism out."
        )
    },
)
