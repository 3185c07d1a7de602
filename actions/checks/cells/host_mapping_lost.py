"""Compute hosts that nova takes for mapped, though their host mapping is gone.

`discover_hosts` looks only at compute_nodes rows with mapped=0: after the API database was restored
or rebuilt it says "Found 0 unmapped computes" and exits 0 (LP#1747936, LP#1735719). `--by-service`
does not mind the flag. Source: compute_nodes.mapped of each cell against nova_api.host_mappings.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.wording import listed, one_or_count, verb
from actions.facts.hosts import host_status
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a cell."""
    for cell, hosts in cells.alive_unmapped(snapshot, noted=True):
        yield Finding(
            "host-mapping-lost",
            Severity.CRITICAL,
            one_or_count(hosts, "host"),
            f"{listed(hosts)} in {cells.named(cell)} {verb(len(hosts), 'is', 'are')} mapped to no "
            "cell any more, though compute_nodes says mapped=1: a plain `discover_hosts` passes over "
            "that.",
            "discover-hosts",
            entity=cells.of_hosts(snapshot, cell, hosts),
        )


CHECK = Check(
    "host-mapping-lost",
    "Compute hosts whose mapping is lost",
    (cell_databases.PROBE, cell_mappings.PROBE, compute_services.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
