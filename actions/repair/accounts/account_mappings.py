"""An account's password in the stored cell mappings: replaced by templates of nova.conf's URLs."""

from __future__ import annotations

from actions.deployments.nova_manage import update_cell
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_status
from actions.facts.nova import cell_mappings, stored_cells
from actions.facts.nova.stored_cells import StoredCell
from actions.formats.url import Url, expanded
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.accounts.accounts import BY_SERVER_NEEDS, account_of, by_server, chosen
from actions.repair.cells.cell_urls import CellUrls, same_server
from actions.repair.cells.mapping_rows import mapping_rows


def plan(situation: Situation) -> Decision:
    """update_cell for each mapping whose own copy of a password is another."""
    urls = CellUrls.of(situation)
    if urls is None:
        return already("no nova.conf was read that cell mappings could be copied from")
    host = database_host(situation.site)
    cells = situation.get(stored_cells.PROBE, host.name) if host else None
    if cells is None:
        return blocked("The stored cell mappings could not be read as root of the database server.")
    stale = [cell for cell in cells if _stale(situation, cell, urls)]
    if not stale:
        return already("no cell mapping holds another password")
    commands = []
    for cell in stale:
        new = urls.templates(cell, cell.transport_url, cell.fills_templates)
        if isinstance(new, str):
            return blocked(f"{cell.name or cell.uuid}: {new}")
        commands.append(update_cell(urls.deployment, urls.host, cell.uuid, *new, name=cell.name))
    names = ", ".join(cell.name or cell.uuid for cell in stale)
    uuids = ", ".join(f"'{cell.uuid}'" for cell in stale)
    return do(
        *commands,
        why=f"a copy of another password is in the mapping of {names}",
        backup=mapping_rows(situation.snapshot, f"uuid IN ({uuids})"),
    )


def _stale(situation: Situation, cell: StoredCell, urls: CellUrls) -> bool:
    """Only on nova.conf's own server: an account of that name elsewhere is another one."""
    stored = cell.database_connection.reveal()
    url = Url.parse(expanded(stored, urls.file.value("database", "connection")))
    if "{password" in stored or url is None or not same_server(url, urls.connection):
        return False
    keys = by_server(situation).get(account_of(situation, url))
    return keys is not None and url.login[1] != chosen(keys).password


STEP = Step(
    "mappings",
    "Replace the copies of it in the cell mappings",
    (*BY_SERVER_NEEDS, cell_mappings.PROBE, host_status.PROBE, stored_cells.PROBE),
    plan,
)
