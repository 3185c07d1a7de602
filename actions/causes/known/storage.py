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
        r"Update driver status failed: .*is uninitialized|Volume driver .* not initialized"
        r"|driver is uninitialized|DriverNotInitialized|Volume driver not ready",
        "the backend's driver could not start: a symptom",
        "the first error after the service's start says why",
        "",
        "elijah-openstack#8; cinder/volume/manager.py",
    ),
    (
        "manager-not-ready",
        r"Manager for service (?P<named>\S+) \S+ is reporting problems, not sending heartbeat",
        "the manager of [the service] is not ready, so that it calls itself down: a symptom",
        "the first error after the service's start says why, in its own log file",
        "",
        "cinder/service.py",
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
        r"rados\.PermissionError|RADOS permission denied|\[errno 13\] error connecting to the cluster"
        r"|ObjectNotFound: \[errno 2\].*connecting",
        "Ceph refuses this client, or its keyring is not where the configuration says",
        "see the keyring's owner, and `ceph auth get client.NAME`",
        "",
        "cinder rbd driver",
    ),
    (
        "ceph-conf",
        r"error calling conf_read_file",
        "Ceph's own configuration file is not where this service looks for it, or it may not read it",
        "see `ls -l /etc/ceph`, and rbd_ceph_conf, rbd_store_ceph_conf or images_rbd_ceph_conf here",
        "",
        "Ceph src/pybind/rados",
    ),
    (
        "ceph-pool",
        r"error opening pool '?b?'?(?P<named>[\w.-]+)",
        "Ceph has no pool [of the configuration's name], or this client may not use it",
        "see `ceph osd pool ls`, and the pool's key in this configuration",
        "",
        "Ceph src/pybind/rados",
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
