"""Cinder's packages, and what mounts or attaches its volumes (CIND-C-07, CIND-S-01)."""

from __future__ import annotations

from actions.deployments.parts import CINDER, ISCSI, LVM, NFS_CLIENT, NFS_SERVER, VOLUME
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.packages import packages_step

STEP = where_wanted(
    packages_step(
        "cinder-packages",
        "Cinder's packages on controllers, storage hosts and compute hosts",
        (CINDER, VOLUME, NFS_SERVER, NFS_CLIENT, LVM, ISCSI),
        deviation="nfs-common on the controller, which mounts nothing, and not on compute hosts, "
        "where an instance's volumes are mounted (CIND-S-01); and no NFS server anywhere.",
    )
)
