"""Compute hosts that report to a cell's database but are mapped to no cell.

The scheduler never gives them an instance, and `openstack hypervisor list` does not show them
("Host 'X' is not mapped to any cell"), though `compute service list` says up. `discover_hosts` was not
run since they came. Source: services and compute_nodes of each cell, minus nova_api.host_mappings; of
these the ones whose nova-compute is up, for a host that is gone leaves its rows behind. A machine that
came back under another name (host-renamed) is left out: that name must not be mapped.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells, renamed
from actions.checks._support.wording import listed, one_or_count, verb
from actions.facts.hosts import host_status
from actions.facts.nova import cell_databases
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a cell: one run of discover_hosts maps them all."""
    for cell, found in cells.alive_unmapped(snapshot, noted=False):
        hosts = found - renamed.new_names(snapshot)
        if not hosts:
            continue
        yield Finding(
            "host-unmapped",
            Severity.CRITICAL,
            one_or_count(hosts, "host"),
            f"{listed(hosts)} {verb(len(hosts), 'reports', 'report')} to {cells.named(cell)} but "
            f"{verb(len(hosts), 'is', 'are')} mapped to no cell: nova_api.host_mappings has no row, "
            "and no instance can be scheduled there.",
            "discover-hosts",
            entity=cells.of_hosts(snapshot, cell, hosts),
        )


CHECK = Check(
    "host-unmapped",
    "Compute hosts in no cell",
    (*renamed.NEEDS, cell_databases.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
