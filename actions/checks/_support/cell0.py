"""What is wrong with cell0's mapping: one cause, the one from which all others follow.

nova itself cannot tell: `nova-status upgrade check` passes a cloud whose cell0 is on cell1's
database, and `db sync` answers most other causes with the same six questions. Which state makes
nova say what was tried on nova 26.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from actions.checks._support import cells, database_servers
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count, listed
from actions.facts.hosts import conf, host_status
from actions.facts.hosts.conf import ConfFile
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_databases import CellDatabase
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase, CellMapping
from actions.formats.url import Url, expanded
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Finding, Severity


class Cause(enum.Enum):
    """The one thing that is wrong; the value is the finding's code."""

    MISSING = "cell0-missing"
    NO_MYSQL = "cell0-no-mysql"
    SHARED = "cell0-shared"
    DOUBLED = "cell0-doubled"
    REFUSED = "cell0-refused"
    ABSENT = "cell0-absent"
    UNREACHABLE = "cell0-unreachable"
    SCHEMA = "cell0-schema"
    TRANSPORT = "cell0-transport"


_CLOSES = (
    Cause.ABSENT,
    Cause.DOUBLED,
    Cause.MISSING,
    Cause.NO_MYSQL,
    Cause.REFUSED,
    Cause.UNREACHABLE,
)
"""With these no database opens as cell0's."""

READS = (cell_databases.PROBE, cell_mappings.PROBE, conf.PROBE, host_status.PROBE)
"""What `diagnose` reads."""


@dataclass(frozen=True)
class Diagnosis:
    """One cause and the sentence that says how one can tell."""

    cause: Cause
    says: str
    severity: Severity = Severity.CRITICAL


@dataclass(frozen=True)
class _View:
    """What the causes are told from."""

    snapshot: Snapshot
    names: Names
    conf: ConfFile
    cell: CellMapping
    url: Url
    database: CellDatabase | None

    @property
    def tool(self) -> str:
        """How an operator calls nova-manage."""
        return conf.nova_manage(self.snapshot)

    @property
    def waits(self) -> bool:
        """Whether the server is to be mended first: no other mapping helps."""
        code = self.database.code if self.database else 0
        return database_servers.own_matter(self.snapshot, self.url, code)


def finding(snapshot: Snapshot, found: Diagnosis) -> Finding:
    """What is told of a diagnosis; whether nova.conf's own server has the tables, its plan sees."""
    left = left_behind(snapshot)
    return Finding(
        found.cause.value,
        found.severity,
        "cell0",
        f"{found.says.rstrip('.')}; {left}" if left else found.says,
        "remap-cell0",
        entity=Entity(Kind.CELL, CELL0),
        down=found.cause in _CLOSES and found.severity is Severity.CRITICAL,
    )


def left_behind(snapshot: Snapshot) -> str:
    """When a new cell0 on nova.conf's server may take its place; empty: at any time.

    They are mapped to cell0, on another server, and no login with the mapping's URL gets to them.
    """
    api, database = snapshot.get(cell_mappings.PROBE), snapshot.get(cell_databases.PROBE, CELL0)
    cell = api.cell(CELL0) if api else None
    own, url = conf.nova_url(snapshot, "database"), cell_databases.database_url(snapshot, CELL0)
    if cell is None or database is None or own is None or url is None or url.torn:
        return ""
    mapped, names = cell.instances + cell.deleted, Names.of(snapshot)
    if not mapped or database.code in (0, 1049, 1146) or _server(names, url) == _server(names, own[1]):
        return ""
    return (
        f"{count(mapped, 'instance is', 'instances are')} mapped to cell0, and nobody could show or "
        f"delete them with an empty one, so remap-cell0 maps it to {own[1].host} only where its tables "
        f"are there: else mend {url.path} on {url.host}, or restore a dump of it on {own[1].host}, "
        "first."
    )


def _server(names: Names, url: Url) -> tuple[str, int]:
    return names.place(url)[:2]


def diagnose(snapshot: Snapshot) -> Diagnosis | None:
    """The first cause that holds; None where all is well, or nova_api or nova.conf cannot be read."""
    api = snapshot.get(cell_mappings.PROBE)
    found = conf.nova_conf(snapshot)
    if api is None or api.code or found is None:
        return None
    cell = api.cell(CELL0)
    if cell is None:
        return _missing(api)
    url = cell_databases.database_url(snapshot, CELL0)
    if cells.on_postgresql(snapshot, url):
        return None
    if url is None or not url.mysql:
        return _no_mysql(url)
    database = snapshot.get(cell_databases.PROBE, CELL0)
    view = _View(snapshot, Names.of(snapshot), found.file, cell, url, database)
    causes = (_shared, _doubled, _unopened, _schema, _transport)
    return next((told for cause in causes if (told := cause(view))), None)


def _missing(api: ApiDatabase) -> Diagnosis:
    return Diagnosis(
        Cause.MISSING,
        f"cell0 is not mapped: nova_api.cell_mappings has {count(len(api.cells), 'row')} and none with "
        f"its UUID {CELL0}, so instances that fail to be scheduled have nowhere to go.",
    )


def _no_mysql(url: Url | None) -> Diagnosis:
    why = (
        f"is a {url.scheme} URL: map_cell0 was run before nova.conf named a MySQL server"
        if url
        else "cannot be read: of a template, a part that nova.conf's own URL lacks becomes None"
    )
    return Diagnosis(
        Cause.NO_MYSQL, f"cell0 is mapped to no database that nova can use: its URL {why}."
    )


def _shared(view: _View) -> Diagnosis | None:
    for other in cells.real(view.snapshot):
        if cells.same_database(view.snapshot, view.names, view.cell, other):
            return Diagnosis(Cause.SHARED, _shared_says(view, other))
    url = view.conf.url("api_database", "connection")
    if url is None or view.names.place(url) != view.names.place(view.url):
        return None
    return Diagnosis(
        Cause.SHARED,
        f"cell0 is mapped to nova's API database ({url.path} on {url.host}), which holds no cell's "
        f"tables: `{view.tool} db sync` cannot locate its revision.",
    )


def _shared_says(view: _View, other: CellMapping) -> str:
    url = cell_databases.database_url(view.snapshot, other.uuid)
    if url is None or view.names.place(url) == view.names.place(view.url):
        how = f"both mappings lead to {view.url.path} on {view.url.host}"
    else:
        both = f"{view.url.host}/{view.url.path} and {url.host}/{url.path}"
        database = view.database or CellDatabase()
        how = f"{both} are two names for {database.schema} on the server {database.server}"
    return f"cell0 is mapped to the database of {cells.named(other)}: {how}."


def _doubled(view: _View) -> Diagnosis | None:
    if not view.url.path.endswith("_cell0_cell0"):
        return None
    code = view.database.code if view.database else 0
    if view.waits:
        return None
    return Diagnosis(
        Cause.DOUBLED,
        f"cell0 is mapped to {view.url.path}: map_cell0 added _cell0 to a URL that named cell0's "
        + (f"database already, and MySQL answers {code} there." if code else "database already."),
        Severity.CRITICAL if code else Severity.WARNING,
    )


def _unopened(view: _View) -> Diagnosis | None:
    database = view.database
    if database is None or database.code in (0, 1054, 1146) or view.waits:
        return None
    return Diagnosis(
        _CLOSED.get(database.code, Cause.UNREACHABLE),
        f"cell0's database cannot be opened: {cells.closed(view.url, database, view.tool)}, and "
        f'`{view.tool} db sync` ends with "Could not access cell0".',
    )


_CLOSED = {1044: Cause.ABSENT, 1045: Cause.REFUSED, 1049: Cause.ABSENT}


def _schema(view: _View) -> Diagnosis | None:
    database = view.database
    if database is None:
        return None
    where = f"cell0's database ({view.url.path} on {view.url.host})"
    if view.waits:
        return None
    if database.code == 1054:
        return Diagnosis(
            Cause.SCHEMA, f"{where} has older tables than the installed nova: `{view.tool} db sync`."
        )
    if database.code == 1146 or not database.schema_version:
        return Diagnosis(
            Cause.SCHEMA,
            f"{where} has not nova's tables: `{view.tool} db sync` was not run since it was mapped.",
        )
    others = {
        cells.named(cell): other.schema_version
        for cell in cells.real(view.snapshot)
        if (other := view.snapshot.get(cell_databases.PROBE, cell.uuid)) is not None
        and other.schema_version not in ("", database.schema_version)
    }
    if not others:
        return None
    return Diagnosis(
        Cause.SCHEMA,
        f"{where} has schema {database.schema_version}, and {listed(others)} has "
        f"{listed(set(others.values()))}: `{view.tool} db sync` reached one and not the other.",
        Severity.WARNING,
    )


def _transport(view: _View) -> Diagnosis | None:
    stored = view.cell.transport_url.reveal()
    scheme = expanded(stored, view.conf.value("DEFAULT", "transport_url")).partition(":")[0]
    if scheme == "none":
        return None
    return Diagnosis(
        Cause.TRANSPORT,
        f"cell0's transport URL is {scheme or 'empty'}:// where it must be none:///: nothing listens "
        "there, and update_cell and create_cell take it for another cell's and refuse.",
        Severity.WARNING,
    )
