"""remap-cell0: cell0 mapped to a database of its own, whatever is wrong with it now."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support.cell0 import Cause
from actions.checks._support.wording import count
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.model.plan import Action, Situation
from actions.repair.cell0 import (
    cell0_buried,
    cell0_database,
    cell0_mapping,
    cell0_schema,
    cell0_verification,
)
from actions.repair.cell0.cell0_target import Target, target
from actions.repair.cells.mapping_restart import restart_step


def notes(situation: Situation) -> tuple[str, ...]:
    """Why it is done this way, where the usual recipe would be refused, or would lose something."""
    found = target(situation)
    if isinstance(found, str) or found.cause in (None, Cause.SCHEMA):
        return ()
    return tuple(_notes(situation, found))


def _notes(situation: Situation, found: Target) -> Iterator[str]:
    cell = _cell0(situation)
    if cell is not None:
        yield from _refused_recipe(found, cell)
        yield (
            "update_cell is given both URLs: one that is left out is replaced by nova.conf's, and "
            "then it refuses, because cell1 has that one (rc 3)."
        )
    yield (
        f"The database's URL is stored as a template that nova fills from {found.host}'s "
        "[database]/connection: there is no password in it, and none that could go stale."
    )
    if "%" in found.conf.value("database", "connection"):
        yield (
            "nova.conf's password is percent-encoded: map_cell0 on its own would store it decoded, "
            "and the URL would break at the first @ or / in it."
        )


def _refused_recipe(found: Target, cell: CellMapping) -> Iterator[str]:
    yield (
        "map_cell0 alone would say `Cell0 is already setup`, end with 0, and change nothing: it never "
        "looks at the mapping that is there."
    )
    mapped = cell.instances + cell.deleted
    if cell.hosts:
        yield (
            "delete_cell, then map_cell0, would be refused (rc 2), for "
            f"{count(len(cell.hosts), 'host is', 'hosts are')} mapped to cell0."
        )
    elif mapped:
        yield (
            "delete_cell, then map_cell0, would be refused (rc 3 or 4), for "
            f"{count(mapped, 'instance is', 'instances are')} mapped to cell0; with --force, where "
            "that is heard at all, their mappings would be lost."
        )
    elif found.cause is not Cause.TRANSPORT:
        yield (
            "delete_cell, then map_cell0, would leave the cloud without a cell0 in between, and is "
            "refused as soon as one instance that could not be scheduled is mapped to it (rc 3 or 4)."
        )


def _cell0(situation: Situation) -> CellMapping | None:
    api = situation.get(cell_mappings.PROBE)
    return api.cell(CELL0) if api else None


ACTION = Action(
    "remap-cell0",
    "Map cell0 to a database of its own",
    (
        cell0_database.STEP,
        cell0_mapping.STEP,
        cell0_schema.STEP,
        restart_step(_cell0),
        cell0_buried.STEP,
        cell0_verification.STEP,
    ),
    lock="cell-mappings",
    notes=notes,
)
