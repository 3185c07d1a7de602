"""What can be wrong with what tenants have: paths that are cut, volumes that are stuck, a full pool."""

from __future__ import annotations

from collections.abc import Callable

from actions.sim.catalog import uid
from actions.sim.state import Cloud
from actions.sim.storage import POOL, iso

HOUR = 3600.0


def cut_tunnel(cloud: Cloud) -> None:
    """compute2's Linux bridge agent has no local_ip any more: what runs there is cut off."""
    row = cloud.rows("network/agents")[uid("agent compute2 neutron-linuxbridge-agent")]
    row["configurations"]["tunneling_ip"] = None
    row["configurations"]["tunnel_types"] = []


def failed_binding(cloud: Cloud) -> None:
    """web-2's port could not be plugged when it was made."""
    row = cloud.rows("network/ports")[uid("port web-2")]
    row.update({"status": "DOWN", "binding:vif_type": "binding_failed"})


def full_pool(cloud: Cloud) -> None:
    """The thin pool on storage1 is nearly full."""
    cloud.rows("volume/pools")[POOL]["capabilities"]["free_capacity_gb"] = 21.4


def stuck_volume(cloud: Cloud) -> None:
    """db-1's volume has been detaching for five hours."""
    row = cloud.rows("volume/volumes")[uid("volume db-1-data")]
    row.update({"status": "detaching", "updated_at": iso(cloud, 5 * HOUR)})
    one = row["attachments"][0]
    cloud.database.insert(
        "nova.block_device_mapping", volume_id=row["id"], instance_uuid=one["server_id"]
    )


TROUBLES: dict[str, Callable[[Cloud], None]] = {
    "cut-tunnel": cut_tunnel,
    "failed-binding": failed_binding,
    "full-pool": full_pool,
    "stuck-volume": stuck_volume,
}
