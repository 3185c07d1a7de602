"""The database server as its root sees it: schemas, accounts and grants; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.parts import DATABASE
from actions.facts._support.shell import script, sections
from actions.facts.hosts import host_layout
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.site import Host, Site

QUERIES = {
    "schemas": "SELECT schema_name FROM information_schema.schemata",
    "accounts": "SELECT user, host FROM mysql.user",
    "grants": "SELECT grantee, table_schema FROM information_schema.schema_privileges GROUP BY 1, 2",
}


@dataclass(frozen=True)
class DatabaseServer:
    """What is on the server of the subject's host."""

    schemas: frozenset[str]
    accounts: frozenset[tuple[str, str]]
    """(user, host)."""
    grants: frozenset[tuple[str, str, str]]
    """(user, host, schema): the account may use the schema."""


def database_host(site: Site) -> Host | None:
    """The host whose MariaDB the cloud uses: role `database`, or the first controller."""
    return next(iter(site.having("database") or site.having("controller")), None)


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Through the socket as root, as Debian's and Ubuntu's MariaDB allow."""
    host = database_host(snapshot.site)
    if host is None:
        return {}
    client = host_layout.tool(snapshot, host.name, DATABASE).line
    line = script(**{name: f'{client} -NB -e "{query}"' for name, query in QUERIES.items()})
    return {host.name: ShellQuery(host.name, line)}


def parse(answer: ShellResult) -> DatabaseServer:
    """Lines of words between tabs."""
    said = {
        name: [line.split("\t") for line in text.splitlines()]
        for name, text in sections(answer).items()
    }
    if not said.get("schemas"):
        raise ParseError(f"mysql as root said: {ending(answer.err) or 'nothing'}")
    return DatabaseServer(
        schemas=frozenset(row[0] for row in said["schemas"]),
        accounts=frozenset((row[0], row[1]) for row in said.get("accounts", ()) if len(row) == 2),
        grants=frozenset(
            (*_grantee(row[0]), row[1].replace("\\_", "_"))
            for row in said.get("grants", ())
            if len(row) == 2
        ),
    )


def _grantee(text: str) -> tuple[str, str]:
    user, _, host = text.rpartition("@")
    return user.strip("'"), host.strip("'")


PROBE = Probe("database-server", ask, parse, period=0, needs=(host_layout.PROBE,))
