"""A cell that should go cannot be deleted, and why.

It is a duplicate of another, or its database holds neither a compute service nor a live instance any
more; but `nova-manage cell_v2 delete_cell` refuses while hosts are mapped to it (exit code 2), while
it has instances (3), and while mappings of deleted instances are left (4).
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count, listed, verb
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CellMapping
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each such cell."""
    duplicates = {cell.uuid: kept for cell, kept in cells.duplicates(snapshot, Names.of(snapshot))}
    real, tool = cells.real(snapshot), conf.nova_manage(snapshot)
    for cell in real:
        kept = duplicates.get(cell.uuid)
        if kept is not None:
            what = f"has the same database as {cells.named(kept)}"
        elif len(real) > 1 and cells.deserted(snapshot, cell):
            what = "holds neither compute services nor instances any more"
        else:
            continue
        if not cells.empty(cell):
            yield Finding(
                "cell-undeletable",
                Severity.WARNING if kept else Severity.NOTICE,
                cells.named(cell),
                f"{cells.titled(cell)} {what}, but delete_cell refuses: {_why(cell, tool)}.",
                entity=Entity(Kind.CELL, cell.uuid),
            )


def _why(cell: CellMapping, tool: str) -> str:
    if cell.hosts:
        return (
            f"{listed(cell.hosts)} {verb(len(cell.hosts), 'is', 'are')} mapped to it (exit code 2), "
            f"until `{tool} cell_v2 delete_host` takes them out"
        )
    if cell.instances:
        return (
            f"{count(cell.instances, 'instance')} {verb(cell.instances, 'is', 'are')} mapped to it "
            "(exit code 3, and --force does not help)"
        )
    return (
        f"{count(cell.deleted, 'mapping')} of deleted instances {verb(cell.deleted, 'is', 'are')} left "
        f"(exit code 4), until {cells.archived(tool)} takes them out"
    )


CHECK = Check(
    "cell-undeletable",
    "Cells that cannot be deleted",
    (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
