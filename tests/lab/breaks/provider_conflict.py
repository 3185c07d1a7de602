"""A compute node got a new UUID, and placement still has its old provider of that name."""

from __future__ import annotations

from ..breaking.hands import all_of, remember, restart, sql, sql_with
from ..breaking.model import Break, Confirm
from ..place import INSTANCE, ZED

NEW_UUID = all_of(
    remember("compute-uuid", "SELECT uuid FROM nova.compute_nodes WHERE host = 'compute1'"),
    sql("UPDATE nova.compute_nodes SET uuid = UUID() WHERE host = 'compute1';"),
    restart("compute1", "nova-compute"),
)
OLD_UUID = all_of(
    sql_with("compute-uuid", "UPDATE nova.compute_nodes SET uuid = @was WHERE host = 'compute1';"),
    restart("compute1", "nova-compute"),
)
AGREED = Confirm(
    # as bytes: MariaDB 11 made the two databases with collations that it does not compare
    "sql SELECT COUNT(*) FROM nova.compute_nodes JOIN placement.resource_providers "
    "ON BINARY name = BINARY hypervisor_hostname WHERE host = 'compute1' AND BINARY compute_nodes.uuid "
    "= BINARY resource_providers.uuid AND deleted = 0",
    "^1$",
)
BREAK = Break(
    name="provider-conflict",
    title="a compute node's UUID is new, its provider's is old",
    needs=(INSTANCE, ZED),
    source="BROKEN 17",
    first=r"^provider-conflict compute1",
    mended_by="restore-compute-id compute1",
    confirm=AGREED,
    make=NEW_UUID,
    take_back=OLD_UUID,
    leaves=True,
    settle=15.0,
)
