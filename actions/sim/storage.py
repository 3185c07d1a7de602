"""What the demo's cinder has: one pool, and volumes in it."""

from __future__ import annotations

from actions.sim.catalog import key, uid
from actions.sim.confs import AGE
from actions.sim.databases import INSTANCES
from actions.sim.state import Cloud, Row

BACKEND = "storage1@lvm"
POOL = f"{BACKEND}#lvm"
VOLUMES = (
    ("db-1-data", "webshop", 200, "db-1"),
    ("search-1-index", "webshop", 80, "search-1"),
    ("etl-scratch", "analytics", 500, "etl-1"),
    ("spare", "webshop", 50, ""),
)
"""(name, project, GiB, the instance that has it)."""
DAY = 86400.0


def build(cloud: Cloud) -> None:
    """Fill cinder, but for its services."""
    for volume in VOLUMES:
        _add_volume(cloud, *volume)
    cloud.add("volume/types", {"id": uid("type"), "name": "__DEFAULT__", "is_public": True})
    _add_pool(cloud, sum(size for _, _, size, _ in VOLUMES))


def iso(cloud: Cloud, ago: float) -> str:
    """A time as cinder writes it."""
    return cloud.clock.stamp(ago).replace(" ", "T") + ".000000"


def _add_pool(cloud: Cloud, given: int) -> None:
    """A thin LVM pool, as cinder-volume of Zed reports it."""
    capabilities = {
        "pool_name": "lvm",
        "volume_backend_name": "lvm",
        "vendor_name": "Open Source",
        "driver_version": "3.0.0",
        "storage_protocol": "iSCSI",
        "total_capacity_gb": 930.51,
        "free_capacity_gb": 511.78,
        "allocated_capacity_gb": given,
        "provisioned_capacity_gb": float(given),
        "max_over_subscription_ratio": "20.0",
        "reserved_percentage": 0,
        "thin_provisioning_support": True,
        "thick_provisioning_support": False,
        "location_info": "LVMVolumeDriver:storage1:cinder-volumes:thin:0",
        "QoS_support": False,
        "multiattach": True,
        "total_volumes": len(VOLUMES),
        "filter_function": None,
        "goodness_function": None,
        "timestamp": iso(cloud, 20),
    }
    cloud.add("volume/pools", {"id": POOL, "name": POOL, "capabilities": capabilities})


def volume(cloud: Cloud, name: str, size: int, project: str) -> Row:
    """A volume of a project, as it is when it has been made."""
    return {
        "name": name,
        "description": "",
        "size": size,
        "status": "available",
        "attachments": [],
        "availability_zone": "nova",
        "bootable": "false",
        "encrypted": False,
        "multiattach": False,
        "metadata": {},
        "volume_type": "__DEFAULT__",
        "created_at": iso(cloud, 0),
        "updated_at": iso(cloud, 0),
        "user_id": key("user admin"),
        "migration_status": None,
        "os-vol-host-attr:host": POOL,
        "os-vol-mig-status-attr:migstat": None,
        "os-vol-tenant-attr:tenant_id": project,
    }


def _add_volume(cloud: Cloud, name: str, project: str, size: int, instance: str) -> None:
    id_ = uid(f"volume {name}")
    row = volume(cloud, name, size, key(f"project {project}"))
    row |= {"created_at": iso(cloud, AGE - DAY), "updated_at": iso(cloud, AGE - DAY - 60)}
    if instance:
        row |= {"status": "in-use", "attachments": [_attachment(cloud, id_, instance)]}
    cloud.add("volume/volumes", {"id": id_, **row})


def _attachment(cloud: Cloud, volume: str, instance: str) -> Row:
    return {
        "id": volume,
        "attachment_id": uid(f"attachment {volume}"),
        "volume_id": volume,
        "server_id": uid(f"instance {instance}"),
        "host_name": next(host for name, _, host, _ in INSTANCES if name == instance),
        "device": "/dev/vdb",
        "attached_at": iso(cloud, AGE - DAY - 60),
    }
