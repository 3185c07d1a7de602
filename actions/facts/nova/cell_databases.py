"""The database behind each cell mapping, as that mapping itself would reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts.hosts import conf
from actions.facts.nova import cell_mappings
from actions.formats.url import Url, expanded
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult


@dataclass(frozen=True)
class ComputeNode:
    """A live row of compute_nodes."""

    host: str
    uuid: str
    """Unique in the world: two databases with one node are one database."""
    mapped: int
    """nova's own note that discover_hosts has seen it; it outlives a lost host mapping."""


@dataclass(frozen=True)
class ServiceRow:
    """A live row of services."""

    binary: str
    host: str
    version: int


@dataclass(frozen=True)
class CellDatabase:
    """What is in a cell's database and which database it really is, or why it cannot be read."""

    server: str = ""
    """The server's own name for itself (@@hostname and @@port): two URLs can hide one server."""
    schema: str = ""
    schema_version: str = ""
    computes: tuple[ComputeNode, ...] = ()
    services: tuple[ServiceRow, ...] = ()
    instances: int = 0
    """Live instances."""
    code: int = 0
    error: str = ""


STATEMENTS = (
    "SELECT @@hostname AS server, @@port AS port, DATABASE() AS name",
    "SELECT version_num FROM alembic_version",
    "SELECT host, uuid, mapped FROM compute_nodes WHERE deleted = 0 ORDER BY host",
    "SELECT `binary`, host, version FROM services WHERE deleted = 0 ORDER BY host, `binary`",
    "SELECT COUNT(*) AS instances FROM instances WHERE deleted = 0",
)

OLDER = ("", cell_mappings.OLDER[-1])


def database_url(snapshot: Snapshot, uuid: str) -> Url | None:
    """The URL of a cell's database with its template filled in, if the mapping has a readable one."""
    found = conf.nova_conf(snapshot)
    database = snapshot.get(cell_mappings.PROBE)
    cell = database.cell(uuid) if database else None
    if found is None or cell is None:
        return None
    return Url.parse(
        expanded(cell.database_connection.reveal(), found.file.value("database", "connection"))
    )


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every cell whose mapping holds a MySQL URL; subjects are the cells' UUIDs."""
    found = conf.nova_conf(snapshot)
    database = snapshot.get(cell_mappings.PROBE)
    if found is None or database is None:
        return {}
    urls = {cell.uuid: database_url(snapshot, cell.uuid) for cell in database.cells}
    return {
        uuid: SqlQuery(found[0], url.text, STATEMENTS, OLDER)
        for uuid, url in urls.items()
        if url is not None and url.mysql
    }


def parse(answer: SqlResult) -> CellDatabase:
    """Rows into one fact; a server's refusal is a fact too."""
    if answer.code:
        server, schema = _identity(answer.results[0]) if answer.results else ("", "")
        return CellDatabase(server, schema, code=answer.code, error=answer.error)
    if len(answer.results) != len(STATEMENTS):
        raise ParseError(f"{len(answer.results)} results for {len(STATEMENTS)} statements")
    identity, versions, computes, services, instances = answer.results
    if not identity or not instances:
        raise ParseError("the server did not say which database it is")
    server, schema = _identity(identity)
    return CellDatabase(
        server=server,
        schema=schema,
        schema_version=",".join(str(row["version_num"]) for row in versions),
        computes=tuple(
            ComputeNode(str(r["host"]), str(r["uuid"]), int(r["mapped"] or 0)) for r in computes
        ),
        services=tuple(
            ServiceRow(str(r["binary"]), str(r["host"]), int(r["version"] or 0)) for r in services
        ),
        instances=int(instances[0]["instances"]),
    )


def _identity(rows: tuple[Mapping[str, Any], ...]) -> tuple[str, str]:
    return f"{rows[0]['server']}:{rows[0]['port']}", str(rows[0]["name"])


PROBE = Probe("cell-databases", ask, parse, period=15, needs=(conf.PROBE, cell_mappings.PROBE))
