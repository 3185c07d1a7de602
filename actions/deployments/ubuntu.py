"""Ubuntu's packages: they ask no questions, and cinder's API, keystone and placement live in Apache."""

from __future__ import annotations

from dataclasses import replace

from actions.deployments.deployment import Part
from actions.deployments.packages import PACKAGES, PARTS, marks
from actions.deployments.parts import CINDER, KEYSTONE, LVM, NEUTRON, NOVA, PLACEMENT
from actions.deployments.services import (
    CINDER_API,
    KEYSTONE_API,
    NEUTRON_API,
    NEUTRON_RPC_SERVER,
    NOVA_API,
    NOVA_METADATA,
    PLACEMENT_API,
)

UBUNTU = replace(
    PACKAGES,
    name="Ubuntu packages",
    releases=("Ubuntu 22.04", "Ubuntu 24.04"),
    units={
        **PACKAGES.units,
        CINDER_API: ("apache2",),
        KEYSTONE_API: ("apache2",),
        NEUTRON_API: ("neutron-server",),
        NEUTRON_RPC_SERVER: ("neutron-server",),
        NOVA_METADATA: (NOVA_API,),
        PLACEMENT_API: ("apache2",),
    },
    marks=marks("ubuntu"),
    parts={
        **PARTS,
        CINDER: Part(("cinder-api", "cinder-scheduler"), {"apache2": (8776,), "cinder-scheduler": ()}),
        KEYSTONE: Part(("keystone",), {"apache2": (5000,)}),
        LVM: Part(("lvm2", "targetcli-fb"), target_helper="lioadm"),
        NOVA: Part(
            ("nova-api", "nova-conductor", "nova-novncproxy", "nova-scheduler"),
            {
                "nova-api": (8774, 8775),
                "nova-conductor": (),
                "nova-novncproxy": (6080,),
                "nova-scheduler": (),
            },
        ),
        NEUTRON: Part(("neutron-server", "neutron-plugin-ml2"), {"neutron-server": (9696,)}),
        PLACEMENT: Part(("placement-api",), {"apache2": (8778,)}),
    },
)
