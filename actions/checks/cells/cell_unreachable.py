"""A cell's database cannot be opened with the URL that its mapping holds.

The URLs in nova_api.cell_mappings are copies, made once: a new password, virtual IP or schema in
nova.conf does not reach them. The API then waits for the cell ("Timed out waiting for response from
cell") and shows its instances as UNKNOWN (2.69 and later). cell0 has checks of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks._support import account_logins, cells, database_servers
from actions.checks._support.host_aliases import Names
from actions.facts.database import db_logins
from actions.facts.hosts import conf, host_status
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.formats.url import Url
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "cell-unreachable"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each cell, less what is the whole account's or cell0's trouble as well."""
    if conf.nova_conf(snapshot) is None:
        return
    names, tool = Names.of(snapshot), conf.nova_manage(snapshot)
    refused = account_logins.refused_accounts(snapshot, names)
    cell0 = snapshot.get(cell_databases.PROBE, CELL0)
    unsynced = cell0 is not None and cell0.code == 1146
    for cell in cells.real(snapshot):
        database = snapshot.get(cell_databases.PROBE, cell.uuid)
        url = cell_databases.database_url(snapshot, cell.uuid)
        if cells.on_postgresql(snapshot, url):
            continue
        if url is None or not url.mysql:
            yield _finding(snapshot, cell, f"leads to no MySQL server: {_NO_SERVER}")
        elif database is None or not database.code or (database.code == 1146 and unsynced):
            continue
        elif database_servers.own_matter(snapshot, url, database.code):
            continue  # the server is to be mended, which has a finding of its own
        elif database.code != 1045 or account_logins.account(url, names) not in refused:
            says = f"leads to a database that cannot be opened: {cells.closed(url, database, tool)}"
            yield _finding(snapshot, cell, says, url if database.code not in _MISSING else None)


_NO_SERVER = "it was stored before nova.conf named one, or is a template that nova.conf cannot fill"
_MISSING = (1044, 1049, 1054, 1146)
"""With these the URL is right, and what it leads to is not there."""


def _finding(snapshot: Snapshot, cell: CellMapping, says: str, url: Url | None = None) -> Finding:
    """With the repair, where nova.conf names the schema of the cell whose URL is wrong."""
    name = cells.named(cell)
    found = Finding(
        CODE,
        Severity.CRITICAL,
        name,
        f"The mapping of {name} {says}.",
        entity=Entity(Kind.CELL, cell.uuid),
        down=True,
    )
    if url is None or not cells.described(snapshot, cell):
        return found
    return replace(found, action="remap-cell", target=cell.uuid)


CHECK = Check(
    CODE,
    "Cells whose database cannot be opened",
    (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, db_logins.PROBE, host_status.PROBE),
    find,
    Area.CELLS,
)
