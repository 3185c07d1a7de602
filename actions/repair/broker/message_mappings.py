"""The account's password in the stored cell mappings: replaced by templates of nova.conf's URLs."""

from __future__ import annotations

from actions.deployments.nova_manage import update_cell
from actions.facts.hosts import conf, units
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.formats.url import RABBIT_PORT, Url, expanded
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret
from actions.repair.cells.cell_urls import CellUrls
from actions.repair.cells.mapping_rows import mapping_rows
from actions.repair.services import restarts


def plan(situation: Situation) -> Decision:
    """update_cell for each mapping whose own copy of the password is another than nova.conf's."""
    urls = CellUrls.of(situation)
    known = situation.get(cell_mappings.PROBE)
    own = urls.file.url("DEFAULT", "transport_url") if urls else None
    if urls is None or own is None or own.login[0] != situation.target:
        return already("no nova.conf was read that cell mappings could be copied from")
    if known is None or known.code:
        return blocked("The cell mappings could not be read.")
    stale = [cell for cell in known.cells if cell.uuid != CELL0 and _stale(cell, own, urls)]
    if not stale:
        return already("no cell mapping holds another password")
    commands = []
    for cell in stale:
        text = Secret(urls.file.value("DEFAULT", "transport_url"))
        new = urls.templates(cell.uuid, text, cell.database_connection)
        if isinstance(new, str):
            return blocked(f"{cell.name or cell.uuid}: {new}")
        commands.append(update_cell(urls.deployment, urls.host, cell.uuid, *new, name=cell.name))
    uuids = ", ".join(f"'{cell.uuid}'" for cell in stale)
    return do(
        *commands,
        why="a copy of another password is in the mapping of "
        + ", ".join(cell.name or cell.uuid for cell in stale),
        backup=mapping_rows(urls.own, f"uuid IN ({uuids})"),
    )


def _stale(cell: CellMapping, own: Url, urls: CellUrls) -> bool:
    """It differs from nova.conf in nothing but passwords: another broker's is another account's."""
    text = urls.file.value("DEFAULT", "transport_url")
    stored = Url.parse(expanded(cell.transport_url.reveal(), text))
    if stored is None or [_place(one) for one in (stored, *stored.others)] != [
        _place(one) for one in (own, *own.others)
    ]:
        return False
    return stored.login[1] != own.login[1]


def _place(url: Url) -> tuple[object, ...]:
    return url.place(RABBIT_PORT), url.login[0]


def restart(situation: Situation) -> Decision:
    """Nova's services that keep cell mappings in memory, where one was changed since."""
    snapshot = situation.snapshot
    if not situation.each(units.PROBE):
        return blocked("No host's units could be read.")
    if "mappings" in situation.pending:
        old = restarts.runs(snapshot, restarts.reads_cells)
    else:
        known = situation.get(cell_mappings.PROBE)
        if known is None or not known.cells:
            return already("no cell mapping was read that could be newer than a service")
        reading = snapshot.reading(cell_mappings.PROBE)
        old = restarts.older_than_cells(snapshot, reading, known.cells)
    if old:
        told = restarts.told(old)
        return do(*restarts.restart(old), why=f"they have failed, or keep the old mapping: {told}")
    return already("every service that keeps cell mappings started after they were changed")


STEP = Step(
    "mappings",
    "Replace the copies of it in the cell mappings",
    (cell_mappings.PROBE, conf.PROBE),
    plan,
)
RESTART = Step(
    "restart",
    "Restart nova's services that keep the mappings in memory",
    (cell_mappings.PROBE, units.PROBE),
    restart,
    verify_timeout=30.0,
)
