"""What cinder and glance log: as in `compute`."""

from __future__ import annotations

STORAGE = (
    (
        "volume-group-missing",
        r"Volume Group \S+ does not exist|Volume group \"\S+\" not found",
        "the volume group that the backend's configuration names is not on this host",
        "see `vgs` there, and volume_group of that backend",
        "",
        "elijah-openstack#8; openstack-ansible threads",
    ),
    (
        "volume-driver-uninitialized",
        r"driver is uninitialized|Volume driver .* not initialized|DriverNotInitialized",
        "the backend's driver could not start: a symptom",
        "the first error after the service's start says why",
        "",
        "elijah-openstack#8",
    ),
    (
        "nfs-unmounted",
        r"NfsNoSharesMounted|No mounted (?:NFS )?shares found",
        "none of the backend's NFS shares could be mounted",
        "mount one by hand with the address of its shares file, and see the server's exports",
        "",
        "cinder nfs driver",
    ),
    (
        "ceph-denied",
        r"rados\.PermissionError|RADOS permission denied|ObjectNotFound: \[errno 2\].*(?:connect|conf)",
        "Ceph refuses this client, or its keyring is not where the configuration says",
        "see the keyring's owner, and `ceph auth get client.NAME`",
        "",
        "cinder rbd driver",
    ),
    (
        "ceph-no-answer",
        r"rados\.(?:TimedOut|Error).*(?:connecting|timed out)|error connecting to (?:ceph )?cluster",
        "Ceph's monitors do not answer",
        "see `ceph -s`, and the network to the monitors",
        "",
        "cinder rbd driver",
    ),
    (
        "target-missing",
        r"tgtadm: failed to send request|Failed to create iscsi target",
        "the program that serves volumes over iSCSI does not run or is not installed",
        "start it on this host, and compare target_helper with what is installed",
        "",
        "cinder target drivers",
    ),
    (
        "glance-store-full",
        r"StorageFull|There is not enough disk space on the image storage media",
        "the disk of the image store is full",
        "make room where filesystem_store_datadir is",
        "",
        "glance_store filesystem driver",
    ),
    (
        "glance-store-denied",
        r"StorageWriteDenied|Permission to write image storage media denied",
        "glance may not write to its image store",
        "give the folder back to glance's user: an upload as root changes its owner",
        "",
        "glance_store filesystem driver",
    ),
    (
        "attachment-conflict",
        r"InvalidVolume: .*(?:status must be available|already attached)",
        "the volume's state in cinder is not what its attachment needs",
        "compare `openstack volume attachment list` with the instance's own volumes",
        "",
        "cloud-provider-openstack#1056",
    ),
)
