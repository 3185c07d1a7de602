"""The schema revision of each of OpenStack's databases, as the server's root sees it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts._support.shell import script, sections
from actions.facts.database.database_server import database_host
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

SCHEMAS = ("cinder", "glance", "keystone", "neutron", "nova", "nova_api", "nova_cell0", "placement")

Versions = Mapping[str, frozenset[str]]
"""Rows of alembic_version by schema; one without that table has no entry."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One call each: a schema that is not there yet must not hide the next."""
    host = database_host(snapshot.site)
    query = "SELECT version_num FROM alembic_version"
    line = script(**{name: f'mysql -NB {name} -e "{query}" 2>/dev/null' for name in SCHEMAS})
    return {host.name: ShellQuery(host.name, line)} if host else {}


def parse(answer: ShellResult) -> Versions:
    """One revision a line."""
    return {name: frozenset(text.split()) for name, text in sections(answer).items() if text.strip()}


PROBE = Probe("schema-versions", ask, parse, period=0)
