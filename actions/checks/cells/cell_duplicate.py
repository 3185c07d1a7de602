"""Two cells, besides cell0, have one and the same database.

`create_cell` run again after a URL changed, or with a template URL, which defeats its own test for
uniqueness (LP#1923899): every compute service shows twice, and hosts are mapped to either cell. The
cell that holds the host mappings stays. Source: nova_api.cell_mappings and host_mappings.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """The duplicates that can be deleted; what hinders others is cell-undeletable's to tell."""
    for cell, kept in cells.duplicates(snapshot, Names.of(snapshot)):
        if cells.empty(cell):
            yield Finding(
                "cell-duplicate",
                Severity.WARNING,
                cells.named(cell),
                f"{cells.titled(cell)} has the same database as {cells.named(kept)}: "
                f"no host and no instance is mapped to it, and {count(len(kept.hosts), 'host')} to "
                "the other.",
                "delete-empty-cell",
                cell.uuid,
                entity=Entity(Kind.CELL, cell.uuid),
            )


CHECK = Check(
    "cell-duplicate",
    "Cells with one database",
    (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
