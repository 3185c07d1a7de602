"""The NFS server runs, where it is a host of the site."""

from __future__ import annotations

from actions.deployments.parts import NFS_SERVER
from actions.install.cinder import cinder_packages, nfs_exports, nfs_folder
from actions.install.cinder.choices import NFS
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.units import Units

STEP = where_wanted(
    Units(
        (NFS_SERVER,),
        files=(nfs_exports.PATH,),
        after=(cinder_packages.STEP.name,),
        anew=(nfs_folder.STEP.name, nfs_exports.STEP.name),
    ).step("nfs-units", "NFS server runs"),
    NFS,
)
