"""cell1, where the compute hosts are (NOVA-C-27)."""

from __future__ import annotations

from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.install.nova.cells import DATABASE, TRANSPORT, api_database, on_controller, place
from actions.install.nova.nova_database import CELL1
from actions.install.step import deciding
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation) -> Decision:
    """Make it where no cell but cell0 leads to the site's database."""
    url = f"{DATABASE}/{CELL1}"
    cells = [c for c in api_database(situation).cells if c.uuid != CELL0]
    wanted = place(situation, url)
    same = [c for c in cells if place(situation, c.database_connection.reveal()) == wanted]
    if same or cells:
        cell = (same or cells)[0]
        return already(f"{cell.name or cell.uuid} is mapped")
    arguments = (
        f"cell_v2 create_cell --name=cell1 --verbose --database_connection '{url}' "
        f"--transport-url '{TRANSPORT}'"
    )
    return do(on_controller(situation, arguments), why="there is no cell but cell0")


STEP = deciding("cell1-mapping", "Mapping of cell1", (cell_mappings.PROBE,), plan)
