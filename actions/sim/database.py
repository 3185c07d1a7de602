"""The simulated database server: schemas kept as prefixed tables of one SQLite in memory.

A table `nova_api.cell_mappings` is the SQLite table "nova_api.cell_mappings": SQLite can attach ten
databases at most, and CREATE DATABASE must not run out of them.
"""

# ruff: noqa: S608 - the names of tables and columns are this package's own

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.sim.clock import Clock
from actions.sim.schema import ALEMBIC, tables

SYSTEM_SCHEMAS = ("information_schema", "mysql", "performance_schema", "sys")

_SYSTEM_TABLES = """
CREATE TABLE schemata (schema_name TEXT PRIMARY KEY);
CREATE TABLE "mysql.user" (Host TEXT, User TEXT, plugin TEXT, authentication_string TEXT,
    changed INTEGER, PRIMARY KEY (Host, User));
CREATE VIEW "mysql.global_priv" AS
    SELECT Host, User, json_object('plugin', plugin, 'password_last_changed', changed) AS Priv
    FROM "mysql.user";
CREATE TABLE "mysql.db" (Host TEXT, Db TEXT, User TEXT, PRIMARY KEY (Host, Db, User));
CREATE VIEW "information_schema.schemata" AS
    SELECT 'def' AS catalog_name, schema_name, 'utf8mb4' AS default_character_set_name FROM schemata;
CREATE VIEW "information_schema.schema_privileges" AS
    SELECT '''' || User || '''@''' || Host || '''' AS grantee, 'def' AS table_catalog,
        Db AS table_schema, 'SELECT' AS privilege_type, 'NO' AS is_grantable FROM "mysql.db";
CREATE VIEW "information_schema.tables" AS
    SELECT 'def' AS table_catalog, substr(name, 1, instr(name, '.') - 1) AS table_schema,
        substr(name, instr(name, '.') + 1) AS table_name, 'BASE TABLE' AS table_type
    FROM sqlite_master WHERE type = 'table' AND instr(name, '.') > 0;
"""


class SqlError(Exception):
    """An error as MySQL gives it: number and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Outcome:
    """What a statement gave: rows under columns, or how many rows it changed."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    changed: int = 0
    inserted: int = 0
    """The AUTO_INCREMENT value that it made, if any."""


class Database:
    """The server's whole content, and SQLite's dialect for those inside the simulation."""

    def __init__(self, clock: Clock, hostname: str, port: int = 3306) -> None:
        self.hostname = hostname
        self.port = port
        self.connections = 41
        self.read_only = False
        sqlite3.register_converter("DATETIME", _moment)
        self._lite = sqlite3.connect(
            ":memory:", isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
        )
        self._lite.create_function("utc_timestamp", 0, clock.stamp)
        self._lite.create_function("timestampdiff", 3, _difference, deterministic=True)
        self._lite.create_function("json_value", 2, _json_value, deterministic=True)
        self._lite.create_function("unix_timestamp", 0, lambda: int(clock.now()))
        self._lite.executescript(_SYSTEM_TABLES)
        for schema in SYSTEM_SCHEMAS:
            self.insert("schemata", schema_name=schema)
        self._lite.execute("PRAGMA foreign_keys = ON")

    def run(self, sql: str, values: Sequence[Any] = ()) -> Outcome:
        """Run one statement in SQLite's dialect; raises `SqlError` with MySQL's number."""
        try:
            cursor = self._lite.execute(sql, values)
        except sqlite3.Error as error:
            raise _mysql_error(error) from None
        if cursor.description is None:
            return Outcome(changed=max(0, cursor.rowcount), inserted=cursor.lastrowid or 0)
        return Outcome(tuple(c[0] for c in cursor.description), tuple(cursor.fetchall()))

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The rows that a query gives, as dicts."""
        found = self.run(sql, values)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    def select(
        self, table: str, where: str = "1", *values: Any, order: str = "rowid"
    ) -> list[dict[str, Any]]:
        """The rows of one table, as dicts."""
        return self.rows(f'SELECT * FROM "{table}" WHERE {where} ORDER BY {order}', *values)

    def insert(self, table: str, **row: Any) -> int:
        """Insert one row; returns its id."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        return self.run(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values())
        ).inserted

    def update(self, table: str, changes: Mapping[str, Any], where: str, *values: Any) -> None:
        """Change the rows that match."""
        pairs = ", ".join(f'"{name}" = ?' for name in changes)
        self.run(f'UPDATE "{table}" SET {pairs} WHERE {where}', (*changes.values(), *values))

    def delete(self, table: str, where: str, *values: Any) -> None:
        """Delete the rows that match."""
        self.run(f'DELETE FROM "{table}" WHERE {where}', values)

    def insert_many(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows at once."""
        sql = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
        with self._lite:
            self._lite.execute("BEGIN")
            self._lite.executemany(sql, rows)

    @property
    def changes(self) -> int:
        """Counts the rows that were ever changed."""
        return self._lite.total_changes

    def has_schema(self, name: str) -> bool:
        """Whether a schema of that name exists."""
        return bool(self.select("schemata", "schema_name = ?", name))

    def has_table(self, schema: str, table: str) -> bool:
        """Whether a table, or a view of information_schema, exists."""
        return bool(self.select("sqlite_master", "name = ?", f"{schema}.{table}"))

    def create_schema(self, name: str) -> None:
        """CREATE DATABASE: empty."""
        if self.has_schema(name):
            raise SqlError(1007, f"Can't create database '{name}'; database exists")
        self.insert("schemata", schema_name=name)

    def drop_schema(self, name: str) -> None:
        """DROP DATABASE with all tables."""
        if not self.has_schema(name):
            raise SqlError(1008, f"Can't drop database '{name}'; database doesn't exist")
        self.run("PRAGMA foreign_keys = OFF")
        for row in self.select("sqlite_master", "type = 'table' AND name LIKE ?", f"{name}.%"):
            self.run(f'DROP TABLE "{row["name"]}"')
        self.run("PRAGMA foreign_keys = ON")
        self.delete("schemata", "schema_name = ?", name)

    def migrate(self, schema: str, kind: str) -> None:
        """Make the tables of a project's schema at its newest revision."""
        for statement in tables(kind):
            self.run(re.sub(r"\{(\w+)\}", rf'"{schema}.\1"', statement))
        for head in ALEMBIC[kind]:
            self.insert(f"{schema}.alembic_version", version_num=head)

    def version(self, schema: str) -> str | None:
        """The alembic revision of a schema, if it has one."""
        if not self.has_table(schema, "alembic_version"):
            return None
        found = self.select(f"{schema}.alembic_version")
        return str(found[0]["version_num"]) if found else None


def _moment(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode())


_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400}


def _json_value(text: str, path: str) -> Any:
    """JSON_VALUE of a key of the object."""
    return json.loads(text).get(path.removeprefix("$."))


def _difference(unit: str, start: str | None, end: str | None) -> int | None:
    if start is None or end is None:
        return None
    passed = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return int(passed.total_seconds() / _SECONDS[unit.upper()])


_ERRORS = (
    (r"no such table: (?:main\.)?(\S+)\.(\S+)", 1146, "Table '{0}.{1}' doesn't exist"),
    (r"no such column: (\S+)", 1054, "Unknown column '{0}' in 'field list'"),
    (r"has no column named (\S+)", 1054, "Unknown column '{0}' in 'field list'"),
    (r"UNIQUE constraint failed: (\S+)\.(\w+)$", 1062, "Duplicate entry for key '{1}'"),
    (r"NOT NULL constraint failed: \S+\.(\w+)", 1048, "Column '{0}' cannot be null"),
    (r"FOREIGN KEY constraint failed", 1451, "Cannot delete or update a parent row"),
)


def _mysql_error(error: sqlite3.Error) -> SqlError:
    said = str(error)
    for pattern, code, message in _ERRORS:
        match = re.search(pattern, said)
        if match:
            return SqlError(code, message.format(*match.groups()))
    return SqlError(1064, f"You have an error in your SQL syntax; {said}")
