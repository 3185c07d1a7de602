"""What follows when rows of nova's cell mappings are put back: services that keep them start anew."""

from __future__ import annotations

from actions.facts.hosts import units
from actions.facts.nova import cell_mappings
from actions.model.plan import Decision, Follow, Situation, Step, already, blocked, do
from actions.repair.services import restarts


def plan(situation: Situation) -> Decision:
    """Restart what keeps cell mappings in memory, and runs since before the newest change of one."""
    snapshot = situation.snapshot
    api = situation.get(cell_mappings.PROBE)
    if api is None or api.code or not situation.each(units.PROBE):
        return blocked("Neither hosts' units nor nova_api's cell mappings may be unknown here.")
    if not api.cells and not situation.pending:
        return blocked("No cell mapping is left to tell since when: restart nova's services by hand.")
    if situation.pending:
        old = restarts.runs(snapshot, restarts.reads_cells)
    else:
        reading = snapshot.reading(cell_mappings.PROBE)
        old = restarts.older_than_cells(snapshot, reading, api.cells)
    if not old:
        return already("Every service that keeps cell mappings was started after the last change.")
    return do(*restarts.restart(old), why=f"They keep older mappings in memory: {restarts.told(old)}")


FOLLOW = Follow(
    Step(
        "restart",
        "Restart what keeps cell mappings in memory",
        (cell_mappings.PROBE, units.PROBE),
        plan,
        verify_timeout=30.0,
    ),
    dated="Services know by a mapping's date that they keep older ones, so all get a new one.",
)
