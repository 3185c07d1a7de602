"""nova_api's cells: cell mappings, host mappings, and how many instances each cell is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.hosts import conf
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult
from actions.model.secret import Secret

CELL0 = "00000000-0000-0000-0000-000000000000"
"""cell0's UUID is a constant of nova (nova/objects/cell_mapping.py)."""


NO_TABLE = 1146
QUEENS, ROCKY = 50, 53
"""The numbers of nova_api's first migrations of those releases."""


@dataclass(frozen=True)
class CellMapping:
    """One row of nova_api.cell_mappings, URLs as stored: perhaps templates."""

    id: int
    uuid: str
    name: str
    transport_url: Secret
    database_connection: Secret
    disabled: bool
    age: float
    """Seconds since the row was made or changed, by the database's clock."""
    hosts: tuple[str, ...] = ()
    """Hosts mapped to this cell, sorted."""
    instances: int = 0
    """Instance mappings that lead here and are not queued for deletion."""
    deleted: int = 0
    """Instance mappings of instances that are deleted but not archived: delete_cell minds them too."""


@dataclass(frozen=True)
class ApiDatabase:
    """What nova's API database says, or why it says nothing."""

    cells: tuple[CellMapping, ...] = ()
    """By row id."""
    schema_version: str = ""
    """The alembic revision of nova_api; before Xena, migrate_version's number."""
    code: int = 0
    """MySQL's error number where it could not be read (1045, 1049, 1146, 2003, 2005); 0: it could."""
    error: str = ""

    @property
    def is_too_old(self) -> bool:
        """It is of a nova before Queens, of which not all that is checked is known."""
        return self.schema_version.isdigit() and int(self.schema_version) < QUEENS

    @property
    def fills_templates(self) -> bool:
        """Nova fills a mapping's URLs from nova.conf: before Rocky it takes them as they are."""
        return not self.schema_version.isdigit() or int(self.schema_version) >= ROCKY

    def cell(self, uuid: str) -> CellMapping | None:
        """The mapping with that UUID, if there is one."""
        return next((c for c in self.cells if c.uuid == uuid), None)


STATEMENTS = (
    "SELECT id, uuid, name, transport_url, database_connection, disabled, "
    "TIMESTAMPDIFF(SECOND, COALESCE(updated_at, created_at), UTC_TIMESTAMP()) AS age "
    "FROM cell_mappings ORDER BY id",
    "SELECT cell_id, host FROM host_mappings ORDER BY host",
    "SELECT cell_id, COUNT(*) AS instances, COALESCE(SUM(queued_for_delete), 0) AS deleted "
    "FROM instance_mappings GROUP BY cell_id",
    "SELECT version_num FROM alembic_version",
)

OLDER = (
    STATEMENTS[0].replace(" disabled,", " 0 AS disabled,"),  # before Rocky
    "",
    STATEMENTS[2].replace("COALESCE(SUM(queued_for_delete), 0)", "0"),  # before Rocky
    "SELECT version AS version_num FROM migrate_version",  # before Xena
)


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The API database that the first controller's nova.conf names."""
    found = conf.nova_url(snapshot, "api_database")
    if found is None or found[1].postgresql:
        return {}
    return {"": SqlQuery(found[0], found[1].text, STATEMENTS, OLDER)}


def parse(answer: SqlResult) -> ApiDatabase:
    """Rows into mappings; a server's refusal is a fact too."""
    unversioned = answer.code == NO_TABLE and len(answer.results) == len(STATEMENTS) - 1
    if answer.code and not unversioned:
        return ApiDatabase(code=answer.code, error=answer.error)
    if len(answer.results) != len(STATEMENTS) and not unversioned:
        raise ParseError(f"{len(answer.results)} results for {len(STATEMENTS)} statements")
    cells, hosts, instances, versions = (*answer.results, ()) if unversioned else answer.results
    return ApiDatabase(
        cells=tuple(
            CellMapping(
                id=int(row["id"]),
                uuid=str(row["uuid"]),
                name=str(row["name"] or ""),
                transport_url=Secret(str(row["transport_url"] or "")),
                database_connection=Secret(str(row["database_connection"] or "")),
                disabled=bool(row["disabled"]),
                age=float(row["age"] or 0),
                hosts=tuple(str(h["host"]) for h in hosts if h["cell_id"] == row["id"]),
                instances=sum(
                    int(i["instances"]) - int(i["deleted"])
                    for i in instances
                    if i["cell_id"] == row["id"]
                ),
                deleted=sum(int(i["deleted"]) for i in instances if i["cell_id"] == row["id"]),
            )
            for row in cells
        ),
        schema_version=",".join(str(row["version_num"]) for row in versions),
    )


PROBE = Probe("cell-mappings", ask, parse, period=15, needs=(conf.PROBE,))
