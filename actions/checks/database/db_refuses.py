"""A database server bars this host: after too many broken connections (1129).

Source: the answers to every login that was tried."""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding

CODE = "db-refuses"
ADVICE = (
    "`mariadb-admin flush-hosts` on {host} lets it in again, and max_connect_errors says how soon it "
    "is blocked"
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a server."""
    return database_servers.refusals(snapshot, CODE, database_servers.BARRED, ADVICE)


CHECK = Check(CODE, "Database servers that bar a host", database_servers.PROBES, find, Area.CELLS)
