"""Whether each database URL in a service's configuration still opens what it names, and its revision.

Subjects are "host file [section] key": the guide's three GRANTs give one account three passwords,
the last wins, and then some keys open their schema and others do not (T-DB-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.hosts import conf
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, SqlQuery, SqlResult

KEYS = (
    ("api_database", "connection"),
    ("database", "connection"),
    ("placement_database", "connection"),
)


STATEMENTS = (
    "SELECT 1",
    "SELECT COUNT(*) AS tables FROM information_schema.tables WHERE table_schema = DATABASE()",
    "SELECT version_num FROM alembic_version",
)


@dataclass(frozen=True)
class Login:
    """One try to log in: MySQL's answer, and how far the tables are that it opens."""

    code: int = 0
    """0: it opens; 1045 wrong password, 1044 no grant, 1049 no such schema, 2003 no such server, 2005
    no such name."""
    error: str = ""
    tables: int | None = None
    """How many; None: it does not say."""
    revisions: frozenset[str] | None = None
    """Rows of alembic_version; None: there is no such table, or it cannot be read."""


def subject(host: str, file: str, section: str, key: str) -> str:
    """How this probe names one key of one file on one host."""
    return f"{host} {file} [{section}] {key}"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every connection key on every host: nova-compute's hosts have none, and need none."""
    questions: dict[str, Query] = {}
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in KEYS:
                url = file.url(section, key)
                if url is not None and url.mysql:
                    questions[subject(host, path, section, key)] = SqlQuery(host, url.text, STATEMENTS)
    return questions


def parse(answer: SqlResult) -> Login:
    """A refusal is the fact that one wants; a schema without alembic's table opens all the same."""
    opens, *rest = answer.results or ((),)
    if answer.code and not opens:
        return Login(answer.code, answer.error)
    tables = int(rest[0][0]["tables"]) if rest and rest[0] else None
    if len(rest) < 2:
        return Login(tables=tables)
    return Login(tables=tables, revisions=frozenset(str(row["version_num"]) for row in rest[1]))


PROBE = Probe("db-logins", ask, parse, period=60, needs=(conf.PROBE,))
