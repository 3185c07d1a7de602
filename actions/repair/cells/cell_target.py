"""The cells that a target may name, and what a person may have meant whose target names none."""

from __future__ import annotations

from collections.abc import Iterable

from actions.facts.hosts import conf
from actions.facts.hosts.conf import HostConf
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import ApiDatabase, CellMapping
from actions.formats.suggest import suggest
from actions.model.plan import Situation


def known_cells(situation: Situation) -> tuple[ApiDatabase, HostConf] | str:
    """nova_api's cells, and the nova.conf beside which nova-manage runs; or why they are not known."""
    api = situation.get(cell_mappings.PROBE)
    found = conf.nova_conf(situation.snapshot)
    if api is None or api.code or found is None:
        return f"nova_api could not be read{f': {api.error}' if api and api.code else ''}."
    return api, found


def near_cell(text: str, cells: Iterable[CellMapping]) -> str:
    """A question with the nearest cells; a name may have been typed in the UUID's place."""
    told: dict[str, str] = {}
    for cell in cells:
        shown = f"{cell.uuid} ({cell.name})" if cell.name else cell.uuid
        told |= {cell.uuid: shown, cell.name or cell.uuid: shown}
    return suggest(text, told)
