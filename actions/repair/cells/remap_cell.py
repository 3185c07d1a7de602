"""remap-cell: a cell's stored URLs made to follow nova.conf, after a password, name or broker changed.

The URLs in nova_api.cell_mappings are copies from the time of create_cell; templates are none, and
the next change needs no repair. It takes a cell's UUID; for cell0 there is remap-cell0.
"""

from __future__ import annotations

from dataclasses import dataclass

from actions.checks._support import cells, database_servers
from actions.checks._support.database_errors import servers_own, told
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import listed
from actions.deployments.nova_manage import update_cell
from actions.facts.database import db_logins
from actions.facts.database.db_logins import Login
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.facts.nova.cell_databases import CellDatabase
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase, CellMapping
from actions.formats.url import RABBIT_PORT, Url, expanded
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.cells.cell_target import near_cell
from actions.repair.cells.cell_urls import CellUrls
from actions.repair.cells.mapping_restart import restart_step
from actions.repair.cells.mapping_rows import mapping_rows
from actions.repair.cells.templates import UNFILLED, database_template, transport_template


@dataclass(frozen=True)
class _View:
    """The cell, and the URLs that it should follow."""

    cell: CellMapping
    urls: CellUrls
    transport: str
    """[DEFAULT]/transport_url."""


def mapping(situation: Situation) -> Decision:
    """update_cell with both URLs as templates, where one of them leads elsewhere than nova.conf's."""
    view = _view(situation)
    if isinstance(view, str):
        return blocked(view)
    differing = [what for what, differs in _differences(situation, view).items() if differs]
    name = view.cell.name or view.cell.uuid
    if not differing:
        return already(f"the URLs of {name} are those of {view.urls.host}'s nova.conf")
    connection = view.urls.file.value("database", "connection")
    return do(
        update_cell(
            view.urls.deployment,
            view.urls.host,
            view.cell.uuid,
            database_template(
                connection, view.urls.connection.path, view.cell.database_connection.reveal()
            ),
            transport_template(view.transport, view.cell.transport_url.reveal()),
            name=view.cell.name,
        ),
        why=f"{name} was mapped with another {' and another '.join(differing)} than "
        f"{view.urls.host}'s nova.conf has",
        backup=mapping_rows(situation.snapshot, f"uuid = '{view.cell.uuid}'"),
    )


def verify(situation: Situation) -> Decision:
    """No commands ever: the cell's database opens and nova shows its services, or not."""
    if situation.pending:
        return already("it is looked at when the steps above are through")
    cell = _cell(situation)
    database = situation.get(cell_databases.PROBE, cell.uuid) if cell else None
    if database is None or database.code:
        return blocked(
            f"The cell's database does not open: {database.error if database else 'not read'}."
        )
    services = situation.get(compute_services.PROBE)
    if services is None:
        return blocked(
            "The compute API does not answer, so it cannot be told whether it sees the cell."
        )
    if any(service.state == "unknown" for service in services):
        return blocked("The compute API still shows services as UNKNOWN: it does not reach a cell.")
    return already(
        f"{database.schema} on {database.server} opens, and the compute API sees its services"
    )


def _cell(situation: Situation) -> CellMapping | None:
    api = situation.get(cell_mappings.PROBE)
    return api.cell(situation.target) if api else None


def _view(situation: Situation) -> _View | str:
    """What to compare; or why the cell's URLs cannot be told from nova.conf."""
    urls = CellUrls.of(situation)
    api = situation.get(cell_mappings.PROBE)
    if api is not None and servers_own(api.code):
        return _server_first(api, "nova_api")
    if urls is None or api is None or api.code:
        return f"nova_api could not be read: {situation.command('check')} says why."
    if situation.target == CELL0:
        return f"cell0's URLs follow rules of their own: {situation.command('run', 'remap-cell0')}."
    cell = api.cell(situation.target)
    if cell is None:
        meant = near_cell(situation.target, api.cells)
        check = situation.command("check")
        return f"No cell has the UUID {situation.target!r}: {check} names the cells.{meant}"
    database = situation.get(cell_databases.PROBE, cell.uuid)
    stored = cell_databases.database_url(situation.snapshot, cell.uuid)
    if database is not None and database_servers.own_matter(situation.snapshot, stored, database.code):
        return _server_first(database, f"the mapping of {cell.name or cell.uuid}")
    transport = urls.file.value("DEFAULT", "transport_url")
    if not transport:
        return f"[DEFAULT]/transport_url of {urls.host}'s {urls.path} is not set."
    login = situation.get(
        db_logins.PROBE, db_logins.subject(urls.host, urls.path, "database", "connection")
    )
    if login is not None and login.code == 1045:
        return (
            f"The password of [database] in {urls.host}'s nova.conf is refused itself: "
            f"{situation.command('run', 'align-db-account')}."
        )
    if login is not None and servers_own(login.code):
        return _server_first(login, f"[database] in {urls.path}")
    if not api.fills_templates:
        return f"The cell stays as it is: {UNFILLED.format(urls.own.nova_manage)}"
    if urls.unfillable:
        return urls.unfillable
    if stored is None or stored.path != urls.connection.path:
        return (
            f"{urls.host}'s nova.conf does not describe this cell: its [database] names "
            f"{urls.connection.path}, the cell's mapping {stored.path if stored else 'no database'}."
        )
    rivals = cells.rivals(situation.snapshot, cell, urls.connection)
    return _another(situation, urls, cell, rivals) if rivals else _View(cell, urls, transport)


def _another(
    situation: Situation, urls: CellUrls, cell: CellMapping, rivals: tuple[CellMapping, ...]
) -> str:
    """Why the cell would be led to another one's database, and its instances be lost to nova."""
    names, own = Names.of(situation.snapshot), urls.connection
    leads = {
        cells.named(rival): cell_databases.database_url(situation.snapshot, rival.uuid)
        for rival in rivals
    }
    there = [name for name, url in leads.items() if url and names.place(url) == names.place(own)]
    by_hand = (
        f"where the URLs of {cells.named(cell)} are wrong, give `{urls.own.nova_manage} cell_v2 "
        f"update_cell --cell_uuid {cell.uuid}` both by hand."
    )
    if there:
        return (
            f"{urls.host}'s nova.conf describes {listed(there)}, which is mapped there already: "
            f"{by_hand}"
        )
    return (
        f"{urls.host}'s nova.conf names {own.path} on {own.host}, where no cell is mapped, and that is "
        f"the schema's name of {listed(leads)}, too, so it cannot be told whose it is: {by_hand}"
    )


def _server_first(answer: ApiDatabase | CellDatabase | Login, where: str) -> str:
    what = told(answer.code, answer.error)
    return f"The database server of {where} {what}: no other URL helps, mend that first."


def _differences(situation: Situation, view: _View) -> dict[str, bool]:
    names = Names.of(situation.snapshot)
    stored = cell_databases.database_url(situation.snapshot, view.cell.uuid)
    own = view.urls.connection
    database = stored is None or (names.place(stored), stored.login) != (names.place(own), own.login)
    known = situation.get(cell_databases.PROBE, view.cell.uuid)
    if known is not None and stored is not None:
        database |= database_servers.lacks_tls(situation.snapshot, stored, known.code)
    said = Url.parse(expanded(view.cell.transport_url.reveal(), view.transport))
    wanted = Url.parse(view.transport)
    same = said is not None and wanted is not None and _broker(names, said) == _broker(names, wanted)
    return {"database URL": database, "transport URL": not same}


def _broker(names: Names, url: Url) -> tuple[object, ...]:
    return names.place(url, RABBIT_PORT)[:2], url.virtual_host, url.login, url.more


ACTION = Action(
    "remap-cell",
    "Make a cell's stored URLs follow nova.conf",
    (
        Step(
            "mapping",
            "Give the cell nova.conf's URLs, as templates",
            (
                cell_databases.PROBE,
                cell_mappings.PROBE,
                conf.PROBE,
                db_logins.PROBE,
                host_status.PROBE,
            ),
            mapping,
        ),
        restart_step(_cell),
        Step(
            "look",
            "See whether the cell answers",
            (cell_databases.PROBE, cell_mappings.PROBE, compute_services.PROBE),
            verify,
            verify_timeout=120.0,
        ),
    ),
    takes="cell's UUID",
    lock="cell-mappings",
)
