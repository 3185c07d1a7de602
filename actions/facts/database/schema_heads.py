"""The newest schema revisions that the installed programs bring: read from their own migrations.

A program's own `db version` takes seconds to start, four to fifteen of them for nova-manage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.deployments.all import migrations
from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

MIGRATIONS = {
    "cinder": "cinder/db/migrations/versions",
    "glance": "glance/db/sqlalchemy/alembic_migrations/versions",
    "keystone": "keystone/common/sql/migrations/versions",
    "neutron": "neutron/db/migration/alembic_migrations/versions",
    "nova": "nova/db/main/migrations/versions",
    "nova_api": "nova/db/api/migrations/versions",
    "placement": "placement/db/sqlalchemy/alembic/versions",
}
_KEY = re.compile(r"^(revision|down_revision|depends_on)\b[^=]*=(.*)$")
_NAMED = re.compile(r"""["']([^"']+)["']""")

Heads = Mapping[str, frozenset[str]]
"""Revisions that no other one builds on, by the schema's name; no programs, no entry."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller."""
    keys = "^(down_)?revision\\b|^depends_on\\b"
    line = script(
        **{
            name: f"grep -rhE --include=*.py '{keys}' {_folders(path)} 2>/dev/null"
            for name, path in MIGRATIONS.items()
        }
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("controller")}


def _folders(path: str) -> str:
    return " ".join(f"{programs}/{path}" for programs in migrations())


def parse(answer: ShellResult) -> Heads:
    """Lines of Python that name each revision and those that it builds on."""
    return {name: heads(text) for name, text in sections(answer).items() if text.strip()}


def heads(text: str) -> frozenset[str]:
    """Alembic's heads: all revisions less those that another one comes after, or depends on."""
    all_of_them, built_on = revisions(text)
    return all_of_them - built_on


def revisions(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """All revisions, and those of them that another one comes after, or depends on."""
    all_of_them: set[str] = set()
    built_on: set[str] = set()
    for line in text.splitlines():
        match = _KEY.match(line)
        if match:
            place = all_of_them if match[1] == "revision" else built_on
            place.update(_NAMED.findall(match[2]))
    return frozenset(all_of_them), frozenset(built_on)


PROBE = Probe("schema-heads", ask, parse, period=0)
