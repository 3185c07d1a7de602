"""Which cell each instance is said to be in: nova_api.instance_mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.hosts import conf
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult

LIMIT = 50_000
"""More rows than this are not compared: `whole` is False then, and a finding must not claim all."""

STATEMENT = (
    "SELECT m.instance_uuid, c.uuid AS cell FROM instance_mappings m "  # noqa: S608 (a number)
    "LEFT JOIN cell_mappings c ON c.id = m.cell_id "
    "WHERE m.queued_for_delete IS NULL OR m.queued_for_delete = 0 "
    f"ORDER BY m.id DESC LIMIT {LIMIT}"
)


@dataclass(frozen=True)
class InstanceMappings:
    """The cell's UUID for each instance's UUID, newest first; "" where it is in none yet."""

    cells: Mapping[str, str]
    whole: bool


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The API database that the first controller's nova.conf names."""
    found = conf.nova_url(snapshot, "api_database")
    return {"": SqlQuery(found[0], found[1].text, (STATEMENT,))} if found else {}


def parse(answer: SqlResult) -> InstanceMappings:
    """Rows into one mapping; map_instances' own marker row is no instance."""
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    rows = answer.results[0]
    cells = {str(row["instance_uuid"]): str(row["cell"] or "") for row in rows}
    return InstanceMappings(cells, whole=len(rows) < LIMIT)


PROBE = Probe("instance-mappings", ask, parse, period=60, timeout=20, needs=(conf.PROBE,))
