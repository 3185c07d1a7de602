"""A second cell that holds nothing: no host and no instance is mapped to it, none reports to it.

Left over from a `create_cell` with a URL that was corrected afterwards, or made ready for hosts to
come: only the operator knows. Every list of instances and services asks it all the same. Source:
nova_api.cell_mappings and what is mapped, services in the cell's own database.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a cell; the only cell may be empty, and a duplicate is cell-duplicate's."""
    real = cells.real(snapshot)
    duplicates = {cell.uuid for cell, _ in cells.duplicates(snapshot, Names.of(snapshot))}
    for cell in real:
        other = len(real) > 1 and cell.uuid not in duplicates
        if other and cells.empty(cell) and cells.deserted(snapshot, cell):
            yield Finding(
                "cell-empty",
                Severity.NOTICE,
                cells.named(cell),
                f"{cells.titled(cell)} holds nothing: no host and no instance is mapped to it, and no "
                "compute service reports to its database; if it is not waiting for hosts, it can go.",
                "delete-empty-cell",
                cell.uuid,
                entity=Entity(Kind.CELL, cell.uuid),
            )


CHECK = Check(
    "cell-empty",
    "Cells that hold nothing",
    (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
