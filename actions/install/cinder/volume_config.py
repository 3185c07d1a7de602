"""cinder.conf on storage hosts (CIND-S-02)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import CINDER, LVM, VOLUME
from actions.facts.hosts import host_status
from actions.formats.config_edit import Key
from actions.install.cinder import cinder_packages
from actions.install.cinder.choices import LVM as BY_LVM
from actions.install.cinder.choices import NFS, read
from actions.install.cinder.nfs_shares import PATH as SHARES
from actions.install.cinder.shared_keys import PATH, shared
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import part_of
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

_NFS_KEYS = keys(
    NFS,
    volume_driver="cinder.volume.drivers.nfs.NfsDriver",
    volume_backend_name="nfs-storage",
    nfs_shares_config=SHARES,
    nfs_mount_point_base=f"{PACKAGES.state[CINDER]}/volumes",
    nas_secure_file_operations="false",
    nas_secure_file_permissions="false",
)


def files(situation: Situation, host: Host) -> Files:
    """What both kinds of hosts have, and the backend."""
    backend = read(situation.site).backend
    own = _NFS_KEYS if backend == NFS else _lvm_keys(situation, host)
    return {PATH: (*shared(situation, host), *keys("DEFAULT", enabled_backends=backend), *own)}


def _lvm_keys(situation: Situation, host: Host) -> tuple[Key, ...]:
    return keys(
        BY_LVM,
        volume_driver="cinder.volume.drivers.lvm.LVMVolumeDriver",
        volume_backend_name="lvm-storage",
        volume_group=read(situation.site).volume_group,
        target_protocol="iscsi",
        target_helper=part_of(situation, host.name, LVM).target_helper,
    )


CONFIGURATION = Configuration(
    "volume-config",
    "cinder.conf on storage hosts",
    VOLUME,
    files,
    (cinder_packages.STEP.name,),
    (host_status.PROBE,),
)
STEP = where_wanted(
    CONFIGURATION.step(
        "the controller's address as the storage host's my_ip (T-CIN-02); a comment behind "
        "enabled_backends, which makes a backend of that name (T-CIN-01); and nothing of nas_secure_*, "
        "with which volumes are files that qemu cannot open, or, once libvirt has given them to qemu, "
        "cinder cannot."
    )
)
