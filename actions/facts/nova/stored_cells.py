"""The cell mappings as the database server's root sees them, also when nova's own login is refused.

Read when a plan needs it: `cell-mappings` asks as nova, and tells more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.parts import DATABASE
from actions.facts.database.database_server import database_host
from actions.facts.hosts import conf, host_layout
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.secret import Secret

_QUERY = (
    "SELECT uuid, COALESCE(name, ''), transport_url, database_connection, "
    "TIMESTAMPDIFF(SECOND, COALESCE(updated_at, created_at), UTC_TIMESTAMP()), disabled "
    "FROM cell_mappings ORDER BY id"
)
_OLDER = _QUERY.replace(", disabled ", " ")
"""Before Rocky, which brought that column."""


@dataclass(frozen=True)
class StoredCell:
    """One row of cell_mappings, URLs as stored: perhaps templates."""

    uuid: str
    name: str
    transport_url: Secret
    database_connection: Secret
    age: float
    """Seconds since the row was made or changed, by the database's clock."""
    fills_templates: bool = True
    """As `ApiDatabase` has it."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The schema that the first controller's [api_database] names, through the server's socket."""
    found = conf.nova_url(snapshot, "api_database")
    host = database_host(snapshot.site)
    if found is None or host is None or not found[1].path.isidentifier():
        return {}
    client = host_layout.tool(snapshot, host.name, DATABASE).line
    asked = f"{client} -NB {found[1].path} -e"
    line = f'{asked} "{_QUERY}" 2>/dev/null || {asked} "{_OLDER}"'
    return {host.name: ShellQuery(host.name, line)}


def parse(answer: ShellResult) -> tuple[StoredCell, ...]:
    """Lines of words between tabs; before the first `api_db sync` there are no cells."""
    if answer.exit and not any(code in answer.err for code in ("ERROR 1049", "ERROR 1146")):
        raise ParseError(f"mysql as root said: {ending(answer.err) or 'nothing'}")
    rows = [line.split("\t") for line in answer.out.splitlines()]
    return tuple(
        StoredCell(
            row[0], row[1], Secret(row[2]), Secret(row[3]), max(0.0, float(row[4])), len(row) == 6
        )
        for row in rows
        if len(row) in (5, 6)
    )


PROBE = Probe("stored-cells", ask, parse, period=0, needs=(conf.PROBE,))
