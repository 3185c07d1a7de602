"""A database server is connected to and says nothing (2013): it is frozen, or its disk is.

What asks it waits until its own time-out, and says no more than that. A process that was stopped by a
signal, a full disk, a hung storage and a table lock at the login all look so; systemd says active.
Source: a login with each URL, which has 8 s."""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding

CODE = "db-silent"
ADVICE = (
    "what asks it waits in vain. On its host, look for a full disk (`df`), a stopped process (`ps -o "
    "stat= -C mariadbd,mysqld` says T or D) and the end of its log; restart it if nothing else helps"
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a server."""
    return database_servers.refusals(snapshot, CODE, database_servers.SILENT, ADVICE)


CHECK = Check(CODE, "Database servers that say nothing", database_servers.PROBES, find, Area.CELLS)
