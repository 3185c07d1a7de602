"""The account's password in the stored cell mappings: replaced by templates of nova.conf's URLs."""

from __future__ import annotations

from actions.deployments.nova_manage import update_cell
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_mappings
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.formats.url import RABBIT_PORT, Url, expanded
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret
from actions.repair.cells.cell_urls import CellUrls
from actions.repair.cells.mapping_rows import mapping_rows


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
        new = urls.templates(cell, text, known.fills_templates)
        if isinstance(new, str):
            return blocked(f"{cell.name or cell.uuid}: {new}")
        commands.append(update_cell(urls.deployment, urls.host, cell.uuid, *new, name=cell.name))
    uuids = ", ".join(f"'{cell.uuid}'" for cell in stale)
    return do(
        *commands,
        why="a copy of another password is in the mapping of "
        + ", ".join(cell.name or cell.uuid for cell in stale),
        backup=mapping_rows(situation.snapshot, f"uuid IN ({uuids})"),
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
    return url.place(RABBIT_PORT)[:2], url.virtual_host, url.login[0]


STEP = Step(
    "mappings",
    "Replace the copies of it in the cell mappings",
    (cell_mappings.PROBE, conf.PROBE, host_status.PROBE),
    plan,
)
