"""A step that makes databases, their accounts and their grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import DATABASE
from actions.facts.database import database_accounts, database_server
from actions.facts.database.database_server import DatabaseServer
from actions.formats.url import Url
from actions.install.hosts import hosts_of
from actions.install.passwords import database_password
from actions.install.settings import read
from actions.install.step import deciding, first_host, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.secret import Secret, Text

_FROM = ("localhost", "%")


@dataclass(frozen=True)
class Database:
    """One service's account, which has the service's name, and the schemas that it may use."""

    service: str
    schemas: tuple[str, ...]


def connection(situation: Situation, service: str, schema: str) -> Text:
    """The URL of a schema, as the service's configuration has it; raises `Blocked`."""
    host = read(situation.site).database
    secret = database_password(situation, service)
    return Url("mysql+pymysql", service, secret, host, path=schema).text


def databases_step(
    name: str, title: str, databases: tuple[Database, ...], after: tuple[str, ...], deviation: str = ""
) -> Step:
    """Make what is missing of databases, accounts, passwords and grants, as root on the server."""

    def plan(situation: Situation) -> Decision:
        host = first_host(hosts_of(situation, DATABASE), "database or controller")
        statements = [s for d in databases for s in _statements(situation, host.name, d, after)]
        if not statements:
            names = ", ".join(schema for d in databases for schema in d.schemas)
            return already(f"{names} are there, granted, each account with one password")
        command = Shell(
            host.name,
            PACKAGES.tools[DATABASE].line,
            stdin=Text.of(*(Text.of(s, ";\n") for s in statements)),
            items=tuple(s.shown() for s in statements),
        )
        return do(command, why="databases, accounts or grants are missing")

    needs = (database_server.PROBE, database_accounts.PROBE)
    return deciding(name, title, needs, plan, deviation=deviation)


def _statements(
    situation: Situation, host: str, database: Database, after: tuple[str, ...]
) -> Iterator[Text]:
    nothing = DatabaseServer(frozenset(), frozenset(), frozenset())
    server = require(situation, database_server.PROBE, host, empty=nothing, after=after)
    accounts = require(situation, database_accounts.PROBE, host, empty={}, after=after)
    secret = database_password(situation, database.service)
    for schema in database.schemas:
        if schema not in server.schemas:
            yield Text.of(f"CREATE DATABASE IF NOT EXISTS {schema}")
    for place in _FROM:
        who = f"'{database.service}'@'{place}'"
        account = accounts.get((database.service, place))
        if account is None:
            yield _with_password("CREATE USER IF NOT EXISTS", who, secret)
        elif not account.has(secret):
            yield _with_password("ALTER USER", who, secret)
        for schema in database.schemas:
            if (database.service, place, schema) not in server.grants:
                yield Text.of(f"GRANT ALL PRIVILEGES ON {schema}.* TO {who}")


def _with_password(verb: str, who: str, secret: Secret) -> Text:
    return Text.of(f"{verb} {who} IDENTIFIED BY '", secret, "'")
