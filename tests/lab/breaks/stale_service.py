"""A compute host that is gone has left its row behind: nova lists it as down, for ever."""

from __future__ import annotations

from ..breaking.hands import sql
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="stale-service",
    title="the row of a compute host that is gone",
    source="BREAKAGES 15",
    first=r"^service-down gone1/nova-compute",
    never=(r"\[discover-hosts",),
    mended_by="delete-stale-service",
    confirm=Confirm("openstack compute service list -f value -c Host | grep -c gone1", "^0$"),
    make=sql(
        "INSERT INTO nova.services (created_at, updated_at, last_seen_up, host, `binary`, topic, "
        "report_count, disabled, "
        "deleted, forced_down, version, uuid) SELECT UTC_TIMESTAMP() - INTERVAL 9 DAY, "
        "UTC_TIMESTAMP() - INTERVAL 2 DAY, "
        "UTC_TIMESTAMP() - INTERVAL 2 DAY, 'gone1', 'nova-compute', 'compute', 100, 0, 0, 0, "
        "version, UUID() "
        "FROM nova.services WHERE `binary` = 'nova-compute' AND deleted = 0 LIMIT 1;"
    ),
    take_back=sql("DELETE FROM nova.services WHERE host = 'gone1';"),
    leaves=True,
)
