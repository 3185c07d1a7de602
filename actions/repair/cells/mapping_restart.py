"""Services that hold a cell's mapping in memory: started anew after it was changed."""

from __future__ import annotations

from collections.abc import Callable

from actions.causes.first import guarded
from actions.checks._support.wording import listed
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
            return do(*restarts.restart(old), why=why + _unseen(situation))
        falling = restarts.falling(snapshot, restarts.reads_cells)
        if falling and not situation.pending:
            return blocked(f"Each time they are started they fall: {restarts.told(falling)}.")
        unseen = _unseen(situation)
        which = "every service that was seen and" if unseen else "every service that"
        return already(f"{which} keeps cell mappings started after this one was changed{unseen}")

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


def _unseen(situation: Situation) -> str:
    """The controllers of which nothing is known: what runs there may keep the old mapping."""
    seen = situation.each(units.PROBE)
    hosts = [host.name for host in situation.site.having("controller") if host.name not in seen]
    return f"; {listed(hosts)} could not be looked at: restart nova there by hand" if hosts else ""
