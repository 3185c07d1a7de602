"""delete-empty-cell: a cell mapping that nothing is mapped to is taken out of nova_api.

A second mapping of one cell comes of create_cell run again after a URL was changed: its hosts and
instances are all with the first. The cell's own database is never touched. nova-api goes on to ask
every cell that it knows from its start (CELLS of nova/compute/api.py), so it is restarted.
"""

from __future__ import annotations

import re

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count, listed
from actions.deployments.nova_manage import nova_manage
from actions.facts.hosts import conf, host_status
from actions.facts.hosts.conf import ConfFile
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.model.command import Sql
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.cells.cell_target import known_cells, near_cell
from actions.repair.cells.mapping_restart import AFTER, restart_step
from actions.repair.cells.mapping_rows import mapping_rows, mappings_dated

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def plan(situation: Situation) -> Decision:
    """Delete the mapping; refused while hosts or instances are mapped to it."""
    known = known_cells(situation)
    if isinstance(known, str):
        return blocked(known)
    api, found = known
    uuid = situation.target
    if uuid == CELL0:
        return blocked(f"nova needs cell0: {situation.command('run', 'remap-cell0')} mends it.")
    cell = api.cell(uuid)
    if cell is None:
        says = f"no cell mapping has the UUID {uuid}.{near_cell(uuid, api.cells)}"
        return already(says) if _UUID.fullmatch(uuid) else blocked(says[0].upper() + says[1:])
    refusal = _refusal(cell, situation, found.nova_manage) or _inhabited(situation, cell)
    if refusal:
        return blocked(refusal)
    host, file = found.host, found.file
    return do(
        *_dated(host, file),
        nova_manage(found.deployment, host, f"cell_v2 delete_cell --cell_uuid {uuid}"),
        why=f"cell {cell.name or '(no name)'} has no host and no instance mapped to it",
        backup=mapping_rows(situation.snapshot, f"uuid = '{uuid}'"),
    )


def _dated(host: str, file: ConfFile) -> tuple[Sql, ...]:
    """The mappings that stay tell from when on this one is gone."""
    url = file.url("api_database", "connection")
    return (Sql(host, url.text, (mappings_dated(),)),) if url else ()


def _newest(situation: Situation) -> CellMapping | None:
    api = situation.get(cell_mappings.PROBE)
    return min(api.cells, key=lambda cell: cell.age, default=None) if api else None


def _refusal(cell: CellMapping, situation: Situation, tool: str) -> str:
    if cell.hosts:
        return (
            f"{count(len(cell.hosts), 'host is', 'hosts are')} mapped to {cell.name or cell.uuid} "
            f"({listed(cell.hosts)}), so delete_cell would refuse (rc 2): move them first, with "
            f"`{tool} cell_v2 delete_host` and {situation.command('run', 'discover-hosts')}."
        )
    if cell.instances:
        return (
            f"{count(cell.instances, 'instance is', 'instances are')} mapped to "
            f"{cell.name or cell.uuid}, so delete_cell would refuse (rc 3, also with --force)."
        )
    if cell.deleted:
        return (
            f"{count(cell.deleted, 'mapping')} of deleted instances left in {cell.name or cell.uuid}, "
            f"so delete_cell would refuse (rc 4): run {cells.archived(tool)} first."
        )
    return ""


def _inhabited(situation: Situation, cell: CellMapping) -> str:
    """Why it may be in use though nothing is mapped to it: hosts report there, to be discovered yet."""
    snapshot = situation.snapshot
    if cell.uuid in {other.uuid for other, _ in cells.duplicates(snapshot, Names.of(snapshot))}:
        return ""
    reading = snapshot.reading(cell_databases.PROBE, cell.uuid)
    database, name = reading.fact, cell.name or cell.uuid
    if database is None or database.code:
        why = database.error if database else reading.error or "nobody looked"
        return f"Whether compute hosts report to the database of {name} could not be read: {why}."
    hosts = cells.computes(database)
    if hosts or database.instances:
        return (
            f"The database of {name} has {count(database.instances, 'instance')} and "
            f"{count(len(hosts), 'compute service')} ({listed(hosts) or 'none'}), so it is not empty: "
            f"{situation.command('run', 'discover-hosts')} maps hosts that report; rows of hosts that "
            f"are gone for good go by {situation.command('run', 'delete-stale-service')}."
        )
    return ""


def _called(situation: Situation) -> str:
    """The cell's name, where it has one of its own that can be typed."""
    api = situation.get(cell_mappings.PROBE)
    cell = api.cell(situation.target) if api else None
    if api is None or cell is None:
        return situation.target
    own = [other.name for other in api.cells].count(cell.name) == 1
    typed = cell.name.isprintable() and cell.name.split() == [cell.name]
    return cell.name if own and typed else situation.target


NOTES = (
    "The cell's own database stays: delete_cell takes rows of nova_api only.",
    "The row is backed up first, and `undo` puts it back with its old id.",
)


ACTION = Action(
    "delete-empty-cell",
    "Delete a cell mapping that nothing is mapped to",
    (
        Step(
            AFTER,
            "Delete the cell mapping",
            (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, host_status.PROBE),
            plan,
        ),
        restart_step(_newest),
    ),
    takes="cell's UUID",
    danger=True,
    called=_called,
    lock="cell-mappings",
    notes=lambda _: NOTES,
)
