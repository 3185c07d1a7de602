"""What nova's processes and tools share: the API database, and cells with their URLs filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.formats.url import expanded
from actions.sim.database import SqlError
from actions.sim.state import CELL0, Cloud, Row, conf_value


@dataclass(frozen=True)
class Cell:
    """A cell mapping as a process with a certain nova.conf sees it."""

    id: int
    uuid: str
    name: str | None
    transport: str
    database: str
    disabled: bool

    @property
    def is_cell0(self) -> bool:
        """It is the one without hosts."""
        return self.uuid == CELL0


class Nova:
    """Nova's databases through one nova.conf on one host; all errors are `SqlError`."""

    def __init__(self, cloud: Cloud, conf: Mapping[str, str], host: str) -> None:
        self.cloud = cloud
        self.conf = conf
        self.host = host
        self.database = cloud.database

    def value(self, section: str, key: str) -> str:
        """A key's value in nova.conf."""
        return conf_value(self.conf, section, key)

    def open(self, url: str) -> str:
        """Open a database URL from this host; its schema."""
        return self.cloud.open(url, self.host)

    def api(self, table: str) -> str:
        """The full name of a table of the API database."""
        schema = self.open(self.value("api_database", "connection"))
        if not self.database.has_table(schema, table):
            raise SqlError(1146, f"Table '{schema}.{table}' doesn't exist")
        return f"{schema}.{table}"

    def inside(self, cell: Cell, table: str) -> str:
        """The full name of a table of a cell's database."""
        schema = self.open(cell.database)
        if not self.database.has_table(schema, table):
            raise SqlError(1146, f"Table '{schema}.{table}' doesn't exist")
        return f"{schema}.{table}"

    def cells(self) -> list[Cell]:
        """All cell mappings by row id."""
        transport = self.value("DEFAULT", "transport_url")
        database = self.value("database", "connection")
        return [
            Cell(
                row["id"],
                row["uuid"],
                row["name"],
                expanded(row["transport_url"] or "", transport),
                expanded(row["database_connection"] or "", database),
                bool(row["disabled"]),
            )
            for row in self.database.select(self.api("cell_mappings"), order="id")
        ]

    def cell(self, uuid: str) -> Cell | None:
        """The cell of that UUID, if there is one."""
        return next((cell for cell in self.cells() if cell.uuid == uuid), None)

    def mapped_hosts(self) -> dict[str, int]:
        """The mapped hosts, and the row id of each one's cell."""
        rows = self.database.select(self.api("host_mappings"), order="host")
        return {row["host"]: row["cell_id"] for row in rows}

    def live_instances(self, cell: Cell, host: str = "") -> list[Row]:
        """The instances in a cell's database that are not deleted, all or those on a host."""
        table = self.inside(cell, "instances")
        return self.database.select(table, "deleted = 0 AND ? IN ('', host)", host)
