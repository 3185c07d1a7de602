"""A cell's database cannot be opened with the URL that its mapping holds.

The URLs in nova_api.cell_mappings are copies, made once: a new password, virtual IP or schema in
nova.conf does not reach them. The API then waits for the cell ("Timed out waiting for response from
cell") and shows its instances as UNKNOWN (2.69 and later). cell0 has checks of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks import cells, logins
from actions.checks.names import Names
from actions.facts import cell_databases, cell_mappings, conf, db_logins, host_status
from actions.facts.cell_mappings import CELL0, CellMapping
from actions.model import Check, Finding, Severity, Snapshot
from actions.urls import Url

CODE = "cell-unreachable"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each cell, less what is the whole account's or cell0's trouble as well."""
    if conf.nova_conf(snapshot) is None:
        return
    names = Names.of(snapshot)
    refused = logins.refused_accounts(snapshot, names)
    cell0 = snapshot.get(cell_databases.PROBE, CELL0)
    unsynced = cell0 is not None and cell0.code == 1146
    for cell in cells.real(snapshot):
        database = snapshot.get(cell_databases.PROBE, cell.uuid)
        url = cell_databases.database_url(snapshot, cell.uuid)
        if url is None or not url.scheme.startswith("mysql"):
            yield _unreadable(cell)
        elif database is None or not database.code or (database.code == 1146 and unsynced):
            continue
        elif database.code != 1045:
            yield _unopened(cell, url, database.code)
        elif logins.account(url, names) not in refused:
            yield _stale(cell, url)


def _unreadable(cell: CellMapping) -> Finding:
    return _finding(
        cell,
        "leads to no MySQL server: its URL is older than nova.conf's, or a template that nova.conf's "
        f"URL cannot fill; `nova-manage cell_v2 update_cell --cell_uuid {cell.uuid}` takes "
        "nova.conf's.",
    )


def _stale(cell: CellMapping, url: Url) -> Finding:
    says = (
        f"holds a password that {url.host} refuses to {url.user} (MySQL says 1045), and nova.conf's is "
        "not refused: the stored copy is old."
    )
    return replace(_finding(cell, says), action="align-db-account", target=url.login[0])


def _unopened(cell: CellMapping, url: Url, code: int) -> Finding:
    where = f"{url.path} on {url.host}"
    what = {
        1044: f"{where} is missing, or not granted to {url.user}",
        1049: f"{where} does not exist",
        1146: f"{where} has not nova's tables, which `nova-manage db sync` makes",
    }.get(code, f"the server {url.host} cannot be reached")
    if url.torn:
        what = "its password holds a bare @, and what follows was taken for a host"
    return _finding(cell, f"leads to a database that cannot be opened: {what} (MySQL says {code}).")


def _finding(cell: CellMapping, says: str) -> Finding:
    name = cells.named(cell)
    return Finding(CODE, Severity.CRITICAL, name, f"The mapping of {name} {says}")


CHECK = Check(
    CODE,
    "Cells whose database cannot be opened",
    (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, db_logins.PROBE, host_status.PROBE),
    find,
)
