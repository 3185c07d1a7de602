"""The databases that cell0 could be mapped to, as nova.conf's own account finds them.

Subjects are schema names on the server of [database]/connection: the one that it names itself, that
with _cell0 behind it, as map_cell0 makes it, and the one that cell0's mapping names now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, SqlQuery, SqlResult


@dataclass(frozen=True)
class Candidate:
    """One try to open a schema."""

    server: str = ""
    """The server's own name for itself (@@hostname and @@port)."""
    schema_version: str = ""
    """The alembic revision; empty: no tables yet."""
    code: int = 0
    """0: it opens; 1044 and 1049: missing, or not granted; 1045, 2003: the login itself fails."""


STATEMENTS = ("SELECT @@hostname AS server, @@port AS port", "SELECT version_num FROM alembic_version")
OLDER = cell_databases.OLDER


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Through the first controller whose nova.conf names the API database."""
    found = conf.nova_url(snapshot, "database")
    if found is None or not found[1].mysql:
        return {}
    host, url = found
    stored = cell_databases.database_url(snapshot, CELL0)
    names = {url.path, f"{url.path}_cell0", stored.path if stored else ""}
    return {
        name: SqlQuery(host, replace(url, path=name).text, STATEMENTS, OLDER) for name in names if name
    }


def parse(answer: SqlResult) -> Candidate:
    """A refusal is a fact; a schema without alembic_version (1146) opens, and is empty."""
    if answer.code and answer.code != 1146:
        return Candidate(code=answer.code)
    identity = answer.results[0][0] if answer.results and answer.results[0] else {}
    versions = answer.results[1] if len(answer.results) > 1 else ()
    return Candidate(
        server=f"{identity.get('server', '')}:{identity.get('port', '')}",
        schema_version=",".join(str(row["version_num"]) for row in versions),
    )


PROBE = Probe("cell0-candidates", ask, parse, period=0, needs=(conf.PROBE, cell_mappings.PROBE))
