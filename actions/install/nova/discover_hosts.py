"""Every compute host is mapped to its cell (NOVA-C-34)."""

from __future__ import annotations

from actions.facts.hosts import host_status
from actions.facts.nova import cell_mappings
from actions.install.nova.cells import api_database, on_controller
from actions.install.step import deciding, require
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation) -> Decision:
    """Let nova look for hosts until none of the site's is missing."""
    names = [host.name for host in situation.site.having("compute")]
    hosts = [require(situation, host_status.PROBE, name) for name in names]
    mapped = {name for cell in api_database(situation).cells for name in cell.hosts}
    missing = [host.hostname for host in hosts if host.hostname not in mapped]
    if not missing:
        told = ", ".join(host.hostname for host in hosts) or "no compute host"
        return already(f"mapped: {told}", names)
    return do(
        on_controller(situation, "cell_v2 discover_hosts --verbose"),
        why=f"not mapped to any cell: {', '.join(missing)}",
    )


STEP = deciding(
    "discover-hosts",
    "Compute hosts are mapped to their cell",
    (cell_mappings.PROBE, host_status.PROBE),
    plan,
    verify_timeout=10,
    deviation="`Found 0 unmapped computes` for success, which is also what no compute host at all says "
    "(T-NOVA-09). Here every host of the site file must be mapped.",
)
