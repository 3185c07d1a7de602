"""Cells: every cell mapping, its database as it really is, its hosts, instances and transport."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from actions.checks._support.cells import computes, named
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_databases import CellDatabase
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.formats.url import Url, expanded, masked
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.secret import Secret
from screens._shared.worst import Subject, Worst
from tui.values import wording
from tui.values.ages import AGE, seen
from tui.values.cell import Cell, Column, Row, Tone, joined, severity_cell
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain

COLUMNS = (
    Column(""),
    Column("Cell", most=24, least=6, name=True),
    Column("Answers", most=18, least=8),
    Column("Which it really is", most=40, least=26, grow=True),
    Column("Hosts", most=16),
    Column("VMs", right=True),
    Column("Transport", most=44, least=9, drop=1),
    Column("Database", most=60, least=24, drop=3),
    Column("Schema", drop=2),
    AGE,
)

REFUSALS = {
    1044: "no grant",
    1045: "access denied",
    1049: "no such schema",
    2002: "no server",
    2003: "no server",
    2005: "unknown host",
}
"""MySQL's error numbers in two words; its own sentence is in the detail."""

_HOST_CODES = {"host-mapping-lost", "host-unmapped"}


@dataclass(frozen=True)
class _Cell:
    """One cell, with all that is known of it."""

    mapping: CellMapping
    database: CellDatabase | None
    url: Url | None
    transport: str
    twins: tuple[str, ...]
    """Other cells whose mappings lead to the very same schema."""
    unmapped: tuple[str, ...]
    """Compute hosts in its database that no cell has."""


def _cells(snapshot: Snapshot) -> Iterator[_Cell]:
    api = snapshot.get(cell_mappings.PROBE)
    if api is None:
        return
    found = conf.nova_conf(snapshot)
    transport = found.file.value("DEFAULT", "transport_url") if found else ""
    databases = snapshot.each(cell_databases.PROBE)
    mapped = {host for cell in api.cells for host in cell.hosts}
    for cell in api.cells:
        database = databases.get(cell.uuid)
        yield _Cell(
            cell,
            database,
            cell_databases.database_url(snapshot, cell.uuid),
            _shown(Url.parse(expanded(cell.transport_url.reveal(), transport))),
            tuple(
                named(other)
                for other in api.cells
                if other is not cell and _same(database, databases.get(other.uuid))
            ),
            tuple(sorted(computes(database) - mapped)) if database else (),
        )


def _same(one: CellDatabase | None, other: CellDatabase | None) -> bool:
    if one is None or other is None or not one.schema:
        return False
    return (one.server, one.schema) == (other.server, other.schema)


def _shown(url: Url | None) -> str:
    return plain(url.text.shown()) if url else "unreadable"


def rows(view: View) -> list[Row]:
    """By row id, cell0 first as nova makes it."""
    worst = Worst(view)
    return [_row(view, cell, worst) for cell in _cells(view.snapshot)]


def _row(view: View, cell: _Cell, worst: Worst) -> Row:
    mapping = cell.mapping
    subject = named(mapping)
    about = _about(cell)
    return Row(
        mapping.uuid,
        (
            severity_cell(worst.of(*about)),
            Cell(plain(subject) + (" (disabled)" if mapping.disabled else ""), "strong"),
            _answers(cell),
            _really(cell),
            _hosts(cell, worst),
            _instances(cell),
            Cell(cell.transport, "" if _transport_well(cell) else "critical"),
            Cell(_shown(cell.url), "dim"),
            Cell(cell.database.schema_version if cell.database else "", "dim"),
            seen(view, (cell_mappings.PROBE, ""), (cell_databases.PROBE, mapping.uuid)),
        ),
        offers=worst.mend(*about),
        says=worst.says(*about),
        entity=Entity(Kind.CELL, mapping.uuid),
    )


def _about(cell: _Cell) -> set[Subject]:
    """What findings about the cell have as their subject; of its unmapped hosts, as their code."""
    uuid = cell.mapping.uuid
    about: set[Subject] = {named(cell.mapping), uuid, Entity(Kind.CELL, uuid)}
    return about | _HOST_CODES if cell.unmapped and cell.mapping.uuid != CELL0 else about


def _answers(cell: _Cell) -> Cell:
    if cell.url is None:
        return Cell("unreadable URL", "critical")
    if cell.database is None:
        return Cell("not seen", "dim")
    code = cell.database.code
    return Cell(REFUSALS.get(code, f"error {code}"), "critical") if code else Cell("yes", "good")


def _really(cell: _Cell) -> Cell:
    if cell.database is None or not cell.database.schema:
        return Cell("")
    name = plain(f"{cell.database.schema} on {cell.database.server}")
    return joined(
        (plain(f"same as {', '.join(cell.twins)}:") if cell.twins else "", "critical"),
        (name, ""),
        between=" ",
    )


def _hosts(cell: _Cell, worst: Worst) -> Cell:
    """How many it has; unmapped ones are a fault where a check says so: they may have left long ago."""
    tone: Tone = "critical" if worst.of(*_HOST_CODES) else "dim"
    unmapped = f"+{len(cell.unmapped)} unmapped" if cell.unmapped and cell.mapping.uuid != CELL0 else ""
    order = float(len(cell.mapping.hosts))
    return joined((str(len(cell.mapping.hosts)), ""), (unmapped, tone), between=" ", order=order)


def _instances(cell: _Cell) -> Cell:
    """Live ones in its database, and how many mappings lead there where that differs."""
    mapped = cell.mapping.instances
    if cell.database is None or cell.database.code:
        return Cell(f"? ({mapped} mapped)", "dim", mapped)
    live = cell.database.instances
    if live == mapped:
        return Cell(str(live), order=live)
    return Cell(f"{live} ({mapped} mapped)", "warning", live)


def _transport_well(cell: _Cell) -> bool:
    return (cell.mapping.uuid == CELL0) == cell.transport.startswith("none:")


def detail(view: View, key: str) -> tuple[Section, ...]:
    """Both URLs, the database, the hosts."""
    cell = next((c for c in _cells(view.snapshot) if c.mapping.uuid == key), None)
    return tuple(_sections(view, cell)) if cell else ()


def _sections(view: View, cell: _Cell) -> Iterator[Section]:
    mapping, database = cell.mapping, cell.database
    yield Section(
        "Mapping",
        (
            fact("name", plain(named(mapping))),
            fact("uuid", mapping.uuid),
            fact("database", _shown(cell.url)),
            fact("  as stored", _stored(mapping.database_connection)),
            fact("transport", Cell(cell.transport, "" if _transport_well(cell) else "critical")),
            fact("  as stored", _stored(mapping.transport_url)),
            fact("changed", f"{wording.age(mapping.age)} ago"),
            fact("disabled", "yes: nothing is scheduled there" if mapping.disabled else "no"),
        ),
    )
    yield from Worst(view).section(*_about(cell))
    if database is not None:
        yield Section("Database", _database_facts(cell, database))
    if mapping.hosts or cell.unmapped:
        yield Section("Hosts", tuple(_host_lines(cell)), head=("host", "mapping"))


def _database_facts(cell: _Cell, database: CellDatabase) -> tuple[tuple[Cell, ...], ...]:
    if database.code:
        return (fact("refused", Cell(plain(f"{database.code} {database.error}"), "critical")),)
    return (
        fact("really is", _really(cell)),
        fact("schema", database.schema_version or "none: db sync was not run"),
        fact("instances", f"{database.instances} live, {cell.mapping.instances} mapped here"),
        fact("services", wording.count(len(database.services), "row")),
        fact("compute nodes", wording.count(len(database.computes), "row")),
    )


def _host_lines(cell: _Cell) -> Iterator[tuple[Cell, ...]]:
    known = computes(cell.database) if cell.database else set()
    for host in cell.mapping.hosts:
        lost = cell.database is not None and host not in known
        yield (
            Cell(plain(host)),
            Cell("mapped, not in its database" if lost else "mapped", "warning" if lost else ""),
        )
    for host in cell.unmapped:
        yield Cell(plain(host)), Cell("unmapped", "critical")


def _stored(url: Secret) -> str:
    """As it stands in the row, but for a password; a template's {password} is none."""
    text = url.reveal()
    if all(re.fullmatch(r"\{password\d*\}", told) for told in re.findall(r":([^:@]*)@", text)):
        return plain(text)
    parsed = Url.parse(text)
    return plain(parsed.text.shown() if parsed else masked(text))


def empty(view: View) -> str:
    """Why there is no cell to show."""
    api = view.snapshot.get(cell_mappings.PROBE)
    if api is not None and api.code:
        return f"nova's API database cannot be read: {api.code} {plain(api.error)}"
    if api is not None:
        tool = conf.nova_manage(view.snapshot)
        return f"There is no cell mapping at all: `{tool} cell_v2 map_cell0` was never run."
    error = view.snapshot.reading(cell_mappings.PROBE).error
    if error:
        return f"nova's API database was not read: {plain(error)}"
    return "No controller's nova.conf was read yet; cells are read with the account that it names."


PANE = Pane(
    name="cells",
    title="Cells",
    key="4",
    needs=(conf.PROBE, cell_mappings.PROBE, cell_databases.PROBE),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Every cell mapping of nova's API database, its URLs expanded and masked. What the server"
        " calls itself tells when two mappings lead to one database."
    ),
    empty=empty,
)
