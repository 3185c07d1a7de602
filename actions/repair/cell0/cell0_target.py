"""Where cell0's mapping should lead: by nova.conf, and never to what belongs to another cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.checks._support import database_servers
from actions.checks._support.cell0 import READS, Cause, diagnose, left_behind
from actions.checks._support.cells import UNKNOWN_HOST
from actions.checks._support.database_errors import servers_own, told
from actions.checks._support.host_aliases import Names
from actions.deployments.deployment import Deployment
from actions.facts.database import db_logins
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile, HostConf
from actions.facts.nova import cell0_candidates, cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.formats.url import Url
from actions.model.plan import Situation
from actions.repair.cells.cell_urls import differing, elsewhere
from actions.repair.cells.templates import UNFILLABLE, UNFILLED, database_template, fillable

TARGET_NEEDS = (*READS, cell0_candidates.PROBE, db_logins.PROBE)
"""What `target` and `same_place` read."""

_NAME_IS_WRONG = (Cause.MISSING, Cause.NO_MYSQL, Cause.SHARED, Cause.DOUBLED)
"""Causes that make the stored schema's name worthless."""

_NAME_IS_RIGHT = (None, Cause.SCHEMA, Cause.TRANSPORT)
"""Causes with which the stored URL opens cell0's own database."""


@dataclass(frozen=True)
class Target:
    """The database that cell0's mapping should lead to."""

    own: HostConf
    """The nova.conf that decides, and the controller where nova-manage runs."""
    connection: Url
    """nova.conf's [database]/connection: the server and the account."""
    schema: str
    template: str
    cause: Cause | None
    """What is wrong with the mapping as it is; None: nothing."""

    @property
    def host(self) -> str:
        """The controller."""
        return self.own.host

    @property
    def conf(self) -> ConfFile:
        """Its nova.conf."""
        return self.own.file

    @property
    def deployment(self) -> Deployment:
        """How nova-manage is run there."""
        return self.own.deployment

    @property
    def url(self) -> Url:
        """The URL that the template is filled to."""
        return replace(self.connection, path=self.schema)


def target(situation: Situation) -> Target | str:
    """What cell0 should be mapped to; or why that cannot be told, and what to do about it."""
    found = conf.nova_conf(situation.snapshot)
    if found is None:
        return (
            "No controller's nova.conf was read that names [api_database]: see the roles of the site."
        )
    host, file, path = found.host, found.file, found.path
    closed = _api_closed(situation, found)
    if closed:
        return closed
    connection = file.url("database", "connection")
    if connection is None or not connection.mysql or connection.torn:
        return f"[database]/connection of {host}'s {path} is no usable MySQL URL: mend it first."
    database = situation.get(cell_databases.PROBE, CELL0)
    stored = cell_databases.database_url(situation.snapshot, CELL0)
    if database is not None and database_servers.own_matter(situation.snapshot, stored, database.code):
        return _server_first(told(database.code, database.error), "that of cell0's mapping")
    cause = _cause(situation)
    if cause in _NAME_IS_RIGHT and situation.get(cell_databases.PROBE, CELL0) is None:
        error = situation.snapshot.reading(cell_databases.PROBE, CELL0).error or "nobody has looked yet"
        return f"It cannot be told which database cell0's mapping opens: {error}"
    schema = _schema(situation, connection, cause)
    if not schema:
        return (
            f"[database] of {host}'s {path} names {connection.path}, which reads like cell0's own "
            "database, and another cell is mapped to it: correct the one that is wrong first."
        )
    refused = _login_refused(situation, found, connection.path == schema)
    if refused:
        return refused
    raw = file.value("database", "connection")
    api = situation.get(cell_mappings.PROBE)
    if cause not in (None, Cause.SCHEMA) and api and not api.fills_templates:
        return f"cell0's mapping stays as it is: {UNFILLED.format(found.nova_manage)}"
    if cause not in (None, Cause.SCHEMA) and not fillable(raw):
        return f"[database]/connection of {host}'s {path} {UNFILLABLE}"
    beside = conf.cell_conf(situation.snapshot)
    if cause not in _NAME_IS_RIGHT and beside is not None and (other := differing(found, beside)):
        return other
    fills = cause in (None, Cause.SCHEMA) or (cause is Cause.TRANSPORT and "{" in _stored(situation))
    if not fills and (other := elsewhere(situation.snapshot, found)):
        return other
    template = database_template(raw, schema, _stored(situation))
    return Target(found, connection, schema, template, cause)


def same_place(situation: Situation, found: Target) -> bool:
    """Whether cell0's URL leads to the target's server and schema by the target's account, with TLS."""
    stored = cell_databases.database_url(situation.snapshot, CELL0)
    database = situation.get(cell_databases.PROBE, CELL0)
    code = database.code if database else 0
    if stored is None or database_servers.lacks_tls(situation.snapshot, stored, code):
        return False
    names = Names.of(situation.snapshot)
    return names.place(stored) == names.place(found.url) and stored.login == found.url.login


def left(situation: Situation, found: Target) -> str:
    """What keeps cell0 where it is: its instances are there, and the target has none of its tables."""
    candidate = situation.get(cell0_candidates.PROBE, found.schema)
    there = candidate is not None and not candidate.code and candidate.schema_version
    behind = "" if there else left_behind(situation.snapshot)
    where = f"{found.schema} on {found.connection.host}"
    return f"{where} has no tables that can be seen; {behind}" if behind else ""


def _stored(situation: Situation) -> str:
    """cell0's URL as it is now, whose driver and query stay."""
    api = situation.get(cell_mappings.PROBE)
    cell = api.cell(CELL0) if api else None
    return cell.database_connection.reveal() if cell else ""


def _cause(situation: Situation) -> Cause | None:
    diagnosis = diagnose(situation.snapshot)
    return diagnosis.cause if diagnosis else None


def _api_closed(situation: Situation, own: HostConf) -> str:
    """Why nova_api tells nothing; empty: it does."""
    api = situation.get(cell_mappings.PROBE)
    if api is None:
        return f"nova_api could not be read through {own.host}."
    if not api.code:
        return ""
    if api.code == UNKNOWN_HOST:
        return (
            f"nova_api, which holds the cell mappings, cannot be read: {api.error}; correct the name "
            "in [api_database] connection, or the resolver, first."
        )
    if servers_own(api.code):
        return _server_first(told(api.code, api.error), "that of nova_api")
    says = _API_SAYS.get(api.code, f"cannot be reached ({api.error}): mend the database server first")
    align = situation.command("run", "align-db-account")
    says = says.replace("{align}", align).replace("{tool}", own.nova_manage)
    return f"nova_api, which holds the cell mappings, {says}."


_API_SAYS: Mapping[int, str] = {
    1044: "is not granted to the account of [api_database]: {align}",
    1045: "refuses the password of [api_database]: re-mapping cell0 cannot help, {align} can",
    1049: "does not exist: create it and run `{tool} api_db sync` first",
    1054: "has older tables than the installed nova: run `{tool} api_db sync` first",
    1146: "has no tables: run `{tool} api_db sync` first",
}


def _login_refused(situation: Situation, own: HostConf, is_cell0: bool) -> str:
    """Why nova.conf's own [database] does not open; empty: it does, or is what is to be made."""
    subject = db_logins.subject(own.host, own.path, "database", "connection")
    login = situation.get(db_logins.PROBE, subject)
    if login is None:
        return f"Whether [database] of {own.host}'s {own.path} opens could not be tried."
    if not login.code or (is_cell0 and login.code in (1044, 1049)):
        return ""
    if login.code == 1045:
        return (
            f"The server refuses the password of [database] in {own.host}'s {own.path} itself: "
            f"re-mapping cell0 cannot help, {situation.command('run', 'align-db-account')} can."
        )
    if servers_own(login.code):
        return _server_first(told(login.code, login.error), f"that of [database] in {own.path}")
    return f"[database] of {own.host}'s {own.path} does not open what it names: {login.error}."


def _server_first(what: str, which: str) -> str:
    return f"The database server, {which}, {what}: no other mapping helps, mend that first."


def _schema(situation: Situation, connection: Url, cause: Cause | None) -> str:
    """The right schema's name; empty where nova.conf's own is ambiguous."""
    snapshot = situation.snapshot
    names = Names.of(snapshot)
    api = situation.get(cell_mappings.PROBE)
    urls = {
        cell.uuid: cell_databases.database_url(snapshot, cell.uuid)
        for cell in (api.cells if api else ())
    }
    if "cell0" in connection.path:
        place = names.place(connection)
        taken = any(
            url is not None and names.place(url) == place for uuid, url in urls.items() if uuid != CELL0
        )
        return "" if taken else connection.path
    usual = f"{connection.path}_cell0"
    stored = urls.get(CELL0)
    if stored is None or not stored.path or cause in _NAME_IS_WRONG:
        return usual
    if cause in _NAME_IS_RIGHT:
        return stored.path
    candidate = situation.get(cell0_candidates.PROBE, stored.path)
    return usual if candidate is None or candidate.code else stored.path
