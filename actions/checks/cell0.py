"""What is wrong with cell0's mapping: one cause, the one from which all others follow.

nova itself cannot tell: `nova-status upgrade check` passes a cloud whose cell0 is on cell1's
database, and `db sync` answers most other causes with the same six questions. Which state makes
nova say what was tried on nova 26.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actions.checks.names import Names
from actions.checks.texts import count, listed
from actions.facts import cell_databases, cell_mappings, compute_services, conf, db_logins, host_status
from actions.facts.cell_databases import CellDatabase
from actions.facts.cell_mappings import CELL0, ApiDatabase, CellMapping
from actions.model import Finding, Severity, Snapshot
from actions.urls import Url


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


NEEDS = (
    cell_databases.PROBE,
    cell_mappings.PROBE,
    compute_services.PROBE,
    conf.PROBE,
    db_logins.PROBE,
    host_status.PROBE,
)
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
    api: ApiDatabase
    cell: CellMapping
    url: Url
    database: CellDatabase | None


def finds(cause: Cause) -> Callable[[Snapshot], Iterable[Finding]]:
    """The `find` of the check for one cause."""

    def find(snapshot: Snapshot) -> Iterable[Finding]:
        found = diagnose(snapshot)
        if found is not None and found.cause is cause:
            yield Finding(cause.value, found.severity, "cell0", found.says, "remap-cell0")

    return find


def diagnose(snapshot: Snapshot) -> Diagnosis | None:
    """The first cause that holds; None where all is well or nova_api cannot be read."""
    api = snapshot.get(cell_mappings.PROBE)
    if api is None or api.code:
        return None
    cell = api.cell(CELL0)
    if cell is None:
        return _missing(api)
    url = cell_databases.database_url(snapshot, CELL0)
    if url is None or not url.scheme.startswith("mysql"):
        return _no_mysql(url)
    database = snapshot.get(cell_databases.PROBE, CELL0)
    view = _View(snapshot, Names.of(snapshot), api, cell, url, database)
    told = (cause(view) for cause in (_shared, _doubled, _unopened, _schema, _transport))
    return next(filter(None, told), None)


def _missing(api: ApiDatabase) -> Diagnosis:
    return Diagnosis(
        Cause.MISSING,
        f"cell0 is not mapped: none of {count(len(api.cells), 'row')} of nova_api.cell_mappings has "
        f"its UUID {CELL0}, so instances that fail to be scheduled have nowhere to go and "
        "`nova-manage db sync` passes cell0 by.",
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
    place = view.names.place(view.url)
    for other in view.api.cells:
        if other.uuid == CELL0:
            continue
        url = cell_databases.database_url(view.snapshot, other.uuid)
        database = view.snapshot.get(cell_databases.PROBE, other.uuid)
        by_name = url is not None and view.names.place(url) == place
        if by_name or _same_server(view.database, database):
            return Diagnosis(Cause.SHARED, _shared_says(view, other, url, by_name))
    found = conf.nova_conf(view.snapshot)
    api_url = found[1].url("api_database", "connection") if found else None
    if api_url is not None and view.names.place(api_url) == place:
        return Diagnosis(
            Cause.SHARED,
            f"cell0 is mapped to nova's API database ({api_url.path} on {api_url.host}), which holds "
            "no cell's tables: `nova-manage db sync` cannot locate its revision.",
        )
    return None


def _same_server(one: CellDatabase | None, other: CellDatabase | None) -> bool:
    if one is None or other is None or not one.server or not one.schema:
        return False
    return (one.server, one.schema) == (other.server, other.schema)


def _shared_says(view: _View, other: CellMapping, url: Url | None, by_name: bool) -> str:
    name = other.name or other.uuid
    if by_name:
        how = f"both mappings lead to {view.url.path} on {view.url.host}"
    else:
        names = f"{view.url.host}/{view.url.path}" + (f" and {url.host}/{url.path}" if url else "")
        server = view.database.server if view.database else ""
        schema = view.database.schema if view.database else ""
        how = f"{names} are two names for {schema} on the server {server}"
    return f"cell0 is mapped to the database of {name}: {how}{_doubles(view.snapshot)}."


def _doubles(snapshot: Snapshot) -> str:
    services = snapshot.get(compute_services.PROBE) or ()
    distinct = {(s.binary, s.host, s.id) for s in services}
    doubled = len(services) - len(distinct)
    if not doubled:
        return ""
    return (
        f", and {doubled} of {len(services)} rows of `openstack compute service list` are there twice"
    )


def _doubled(view: _View) -> Diagnosis | None:
    if not view.url.path.endswith("_cell0_cell0"):
        return None
    code = view.database.code if view.database else 0
    return Diagnosis(
        Cause.DOUBLED,
        f"cell0 is mapped to {view.url.path}: map_cell0 added _cell0 to a URL that named cell0's "
        + (f"database already, and MySQL answers {code} there." if code else "database already."),
        Severity.CRITICAL if code else Severity.WARNING,
    )


def _unopened(view: _View) -> Diagnosis | None:
    database, url = view.database, view.url
    if database is None or database.code in (0, 1146):
        return None
    if database.code == 1045:
        return _refused(view)
    cause, what = (
        (Cause.ABSENT, f"{url.path} does not exist on {url.host}")
        if database.code == 1049
        else (Cause.ABSENT, f"{url.path} on {url.host} is missing, or not granted to {url.user}")
        if database.code == 1044
        else (Cause.UNREACHABLE, f"the server {url.host} cannot be reached")
    )
    if url.torn:
        what = "its password holds a bare @, and what follows was taken for a host"
    return Diagnosis(
        cause,
        f"cell0's database cannot be opened: {what} (MySQL says {database.code}), and `nova-manage db "
        'sync` ends with "Could not access cell0".',
    )


def _refused(view: _View) -> Diagnosis | None:
    """Not where nova.conf's own password is refused too: that is the account's trouble."""
    found = conf.nova_conf(view.snapshot)
    if found is None or _login_code(view.snapshot, found[0]) == 1045:
        return None
    return Diagnosis(
        Cause.REFUSED,
        f"cell0's mapping holds a password that {view.url.host} refuses to {view.url.user} (MySQL says "
        f"1045), while the one in [database] of {found[0]}'s nova.conf is not refused.",
    )


def _login_code(snapshot: Snapshot, host: str) -> int:
    subject = db_logins.subject(host, conf.NOVA, "database", "connection")
    login = snapshot.get(db_logins.PROBE, subject)
    return login.code if login else 0


def _schema(view: _View) -> Diagnosis | None:
    database = view.database
    if database is None:
        return None
    where = f"cell0's database ({view.url.path} on {view.url.host})"
    if database.code == 1146 or not database.schema_version:
        return Diagnosis(
            Cause.SCHEMA,
            f"{where} has not nova's tables: `nova-manage db sync` was not run since it was mapped.",
        )
    others = {
        cell.name or cell.uuid: other.schema_version
        for cell in view.api.cells
        if cell.uuid != CELL0
        and (other := view.snapshot.get(cell_databases.PROBE, cell.uuid)) is not None
        and other.schema_version not in ("", database.schema_version)
    }
    if not others:
        return None
    return Diagnosis(
        Cause.SCHEMA,
        f"{where} has schema {database.schema_version}, and {listed(others)} has "
        f"{listed(set(others.values()))}: `nova-manage db sync` reached one and not the other.",
        Severity.WARNING,
    )


def _transport(view: _View) -> Diagnosis | None:
    scheme = view.cell.transport_url.reveal().partition(":")[0]
    if scheme == "none":
        return None
    return Diagnosis(
        Cause.TRANSPORT,
        f"cell0's transport URL is {scheme or 'empty'}:// where it must be none:///: nothing listens "
        "there, and update_cell and create_cell take it for another cell's and refuse.",
        Severity.WARNING,
    )
