"""Sunbeam: computes in a snap, all else in pods of Kubernetes, which nothing here reaches."""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark
from actions.deployments.services import LIBVIRT, NOVA_COMPUTE

_SNAP = "/var/snap/openstack-hypervisor/common"

SUNBEAM = Deployment(
    "Sunbeam",
    unit_patterns=("snap.openstack-hypervisor.*",),
    unit_forms=("snap.openstack-hypervisor.{service}",),
    units={LIBVIRT: ("snap.openstack-hypervisor.libvirtd",)},
    rank=4,
    marks=(
        Mark(paths=("/snap/openstack-hypervisor",)),
        Mark(paths=("/snap/openstack",)),
        Mark(units=("snap.openstack-hypervisor.*",)),
    ),
    configurations={NOVA_COMPUTE: (f"{_SNAP}/etc/nova/nova.conf",)},
    readers={f"{_SNAP}/": ("snap.openstack-hypervisor.*",)},
    absent="in a pod of Kubernetes, which SSH does not reach",
    managed="Sunbeam keeps what is on it: use `sunbeam`, and `juju` in its model openstack",
)
