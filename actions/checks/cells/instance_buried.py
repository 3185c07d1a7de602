"""Instances whose mapping leads to one cell while their row is in another's database.

What failed to be scheduled while cell0 was on cell1's database lies there, mapped to cell0; once cell0
has its own database the API answers 404 for it and nobody can delete it. Source: the mapping's cell
was read and lacks the row, another cell has it; the newest 50,000 of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support import cells
from actions.checks._support.wording import count, listed, verb
from actions.facts.nova import cell_instances, cell_mappings, instance_mappings
from actions.facts.nova.cell_instances import CellInstances
from actions.facts.nova.cell_mappings import CellMapping
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each cell that instances are said to be in and are not."""
    mappings, api = snapshot.get(instance_mappings.PROBE), snapshot.get(cell_mappings.PROBE)
    if mappings is None or api is None:
        return
    held = snapshot.each(cell_instances.PROBE)
    known = {cell.uuid: cell for cell in api.cells}
    missing: dict[str, set[str]] = {}
    for uuid, cell in mappings.cells.items():
        own = held.get(cell)
        if own is not None and own.whole and uuid not in own.hosts:
            missing.setdefault(cell, set()).add(uuid)
    for cell in known.keys() & missing.keys():
        yield from _buried(known[cell], missing[cell], held, known)


def _buried(
    cell: CellMapping,
    missing: set[str],
    held: Mapping[str, CellInstances],
    known: Mapping[str, CellMapping],
) -> Iterable[Finding]:
    for other, instances in held.items():
        found = (missing & instances.hosts.keys()) - instances.moving
        if found and other in known:
            yield Finding(
                "instance-buried",
                Severity.WARNING,
                cells.named(cell),
                f"{count(len(found), 'instance')} {verb(len(found), 'is', 'are')} mapped to "
                f"{cells.named(cell)}, but {verb(len(found), 'lies', 'lie')} in the database of "
                f"{cells.named(known[other])} ({listed(found)}): the API answers 404.",
                "remap-cell0" if cell.uuid == cell_mappings.CELL0 else "",
                entity=Entity(Kind.CELL, cell.uuid),
            )


CHECK = Check(
    "instance-buried",
    "Instances mapped to the wrong cell",
    (cell_instances.PROBE, cell_mappings.PROBE, instance_mappings.PROBE),
    find,
    Area.CELLS,
)
