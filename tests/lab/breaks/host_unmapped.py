"""A compute host that nobody discovered: it reports, and no instance can be scheduled there."""

from __future__ import annotations

from ..breaking.hands import nova_manage, sql
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="host-unmapped",
    title="a compute host never discovered",
    source="BREAKAGES 1",
    first=r"^host-unmapped compute1",
    mended_by="discover-hosts",
    confirm=Confirm("nova-manage cell_v2 list_hosts", " compute1 "),
    make=sql("DELETE FROM nova_api.host_mappings; UPDATE nova.compute_nodes SET mapped = 0;"),
    take_back=nova_manage("cell_v2 discover_hosts"),
)
