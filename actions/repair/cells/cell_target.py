"""What a person may have meant whose target names no cell."""

from __future__ import annotations

from collections.abc import Iterable

from actions.facts.nova.cell_mappings import CellMapping
from actions.formats.suggest import suggest


def near_cell(text: str, cells: Iterable[CellMapping]) -> str:
    """A question with the nearest cells; a name may have been typed in the UUID's place."""
    told: dict[str, str] = {}
    for cell in cells:
        shown = f"{cell.uuid} ({cell.name})" if cell.name else cell.uuid
        told |= {cell.uuid: shown, cell.name or cell.uuid: shown}
    return suggest(text, told)
