"""A database server has, or is about to have, every connection open that it allows (1040, 1203, 1226).

"Too many connections": each worker of each service keeps a pool of its own ([database] max_pool_size
and max_overflow), and MariaDB's default of 151 is soon used up. Nothing is wrong with any URL then.
Source: the answers to every login that was tried; Threads_connected against max_connections.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers
from actions.facts.database import database_status
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "db-connections"
MOST = 0.9
"""Of max_connections: the rest is gone with the next restart of an API."""

_ADVICE = (
    "no URL is wrong. `SHOW PROCESSLIST` as root there, who has one connection to spare, tells who has "
    "them; then `SET GLOBAL max_connections = N`, and the same in its configuration, or less workers "
    "and a smaller [database] max_pool_size"
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a server."""
    refused = list(database_servers.refusals(snapshot, CODE, database_servers.OVERFULL, _ADVICE))
    yield from refused
    told = {finding.entity for finding in refused}
    for server, status in database_servers.statuses(snapshot).items():
        if server not in told and status.most and status.connections > MOST * status.most:
            yield Finding(
                CODE,
                Severity.WARNING,
                server.name,
                f"The database server {server.name} has {status.connections} of the {status.most} "
                "connections open that max_connections allows, and then answers 1040 to everybody: "
                "`SHOW PROCESSLIST` there shows who has them.",
                entity=server,
            )


CHECK = Check(
    CODE,
    "Database connections used up",
    (*database_servers.PROBES, database_status.PROBE),
    find,
    Area.CELLS,
)
