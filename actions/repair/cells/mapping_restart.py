"""Services that hold a cell's mapping in memory: started anew after it was changed."""

from __future__ import annotations

from collections.abc import Callable

from actions.causes.first import guarded
from actions.facts.hosts import units
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CellMapping
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.services import restarts

AFTER = "mapping"
"""The step that changes the mapping."""


def restart_step(cell: Callable[[Situation], CellMapping | None]) -> Step:
    """The step that restarts what runs since before a cell's mapping was changed, on every host."""

    def plan(situation: Situation) -> Decision:
        snapshot = situation.snapshot
        if not situation.each(units.PROBE):
            return blocked("No host's units could be read.")
        if AFTER in situation.pending:
            old = restarts.runs(snapshot, restarts.reads_cells)
        else:
            found = cell(situation)
            if found is None:
                return blocked(
                    "No mapping of the cell could be read, so none can be newer than a service."
                )
            reading = snapshot.reading(cell_mappings.PROBE)
            old = restarts.older_than_cells(snapshot, reading, (found,))
        if old:
            why = f"they have failed, or keep the old mapping in memory: {restarts.told(old)}"
            return do(*restarts.restart(old), why=why)
        falling = restarts.falling(snapshot, restarts.reads_cells)
        if falling and not situation.pending:
            return blocked(f"Each time they are started they fall: {restarts.told(falling)}.")
        return already("every service that keeps cell mappings started after this one was changed")

    return guarded(
        Step(
            "restart",
            "Restart nova's API, scheduler and conductor",
            (cell_mappings.PROBE, units.PROBE),
            plan,
            verify_timeout=restarts.SETTLED,
        ),
        restarts=True,
    )
