"""cell0, where instances go that could not be scheduled (NOVA-C-26)."""

from __future__ import annotations

from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.install.nova.cells import DATABASE, api_database, on_controller, place
from actions.install.nova.nova_database import CELL0 as SCHEMA
from actions.install.step import Blocked, deciding
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation) -> Decision:
    """Map it where it is not mapped; one that leads elsewhere is for remap-cell0."""
    url = f"{DATABASE}/{SCHEMA}"
    cell = api_database(situation).cell(CELL0)
    if cell is None:
        command = on_controller(situation, f"cell_v2 map_cell0 --database_connection '{url}'")
        return do(command, why="there is no mapping with cell0's UUID")
    if place(situation, cell.database_connection.reveal()) != place(situation, url):
        raise Blocked(
            f"cell0 is mapped, and not to {SCHEMA} on the site's database: see it with "
            f"{situation.command('check')}, mend it with {situation.command('run', 'remap-cell0')}."
        )
    return already(f"cell0 is mapped to {SCHEMA}")


STEP = deciding(
    "cell0-mapping",
    "Mapping of cell0",
    (cell_mappings.PROBE,),
    plan,
    deviation="`map_cell0` without a URL, which takes [database] as it is at that moment, even the "
    "package's SQLite, and says nothing (T-NOVA-01). Here the URL is given, as a template.",
)
