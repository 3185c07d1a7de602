"""What nova's processes and its tools share: cell mappings with their templates filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.sim.state import Cloud, conf_value
from actions.urls import expanded


@dataclass(frozen=True)
class Cell:
    """A cell mapping as a process with a certain nova.conf sees it."""

    id: int
    uuid: str
    name: str | None
    transport: str
    database: str
    disabled: bool


def cells(cloud: Cloud, conf: Mapping[str, str]) -> list[Cell]:
    """All cell mappings by row id; raises `SqlError` where there is no such table."""
    transport = conf_value(conf, "DEFAULT", "transport_url")
    database = conf_value(conf, "database", "connection")
    return [
        Cell(
            row["id"],
            row["uuid"],
            row["name"],
            expanded(row["transport_url"] or "", transport),
            expanded(row["database_connection"] or "", database),
            bool(row["disabled"]),
        )
        for row in cloud.database.rows('SELECT * FROM "nova_api.cell_mappings" ORDER BY id')
    ]


def compute_hosts(cloud: Cloud) -> dict[str, int]:
    """The mapped hosts, and the id of each one's cell."""
    rows = cloud.database.rows('SELECT host, cell_id FROM "nova_api.host_mappings"')
    return {row["host"]: row["cell_id"] for row in rows}
