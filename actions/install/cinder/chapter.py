"""The cinder chapter: its steps in order."""

from __future__ import annotations

from actions.install.chapter import Chapter
from actions.install.cinder import (
    cinder_config,
    cinder_database,
    cinder_endpoints,
    cinder_packages,
    cinder_passwords,
    cinder_roles,
    cinder_schema,
    cinder_service,
    cinder_units,
    cinder_user,
    nfs_exports,
    nfs_folder,
    nfs_shares,
    nfs_units,
    volume_config,
    volume_group,
    volume_units,
)

CHAPTER = Chapter(
    "cinder",
    "Install Cinder on controllers and storage hosts",
    (
        cinder_database.STEP,
        cinder_user.STEP,
        cinder_roles.STEP,
        cinder_service.STEP,
        cinder_endpoints.STEP,
        cinder_packages.STEP,
        nfs_folder.STEP,
        nfs_exports.STEP,
        nfs_units.STEP,
        volume_group.STEP,
        cinder_config.STEP,
        volume_config.STEP,
        nfs_shares.STEP,
        cinder_passwords.STEP,
        cinder_schema.STEP,
        cinder_units.STEP,
        volume_units.STEP,
    ),
)
