"""The row that maps a compute host to its cell is gone: no instance can be scheduled there."""

from __future__ import annotations

from ..breaking.hands import nova_manage, sql
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="host-mapping-deleted",
    title="a compute host's mapping deleted",
    source="BREAKAGES 2",
    first=r"^host-mapping-lost compute1",
    mended_by="discover-hosts",
    confirm=Confirm("nova-manage cell_v2 list_hosts", " compute1 "),
    # the flag, too: where hosts were mapped by --by-service, as kolla-ansible does, it was never set
    make=sql("UPDATE nova.compute_nodes SET mapped = 1; DELETE FROM nova_api.host_mappings;"),
    take_back=nova_manage("cell_v2 discover_hosts --by-service"),
)
