"""The database server that services write to takes no writes: read_only is ON.

Every read works, so that a version page and a list look well; each change ends with 1290. It is a
replica that a name or a virtual address leads to, or a server left so after a backup or a switch.
Source: SHOW GLOBAL VARIABLES by the services' own logins.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers, reachability
from actions.facts.database import database_status
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "db-read-only"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each server that a configuration names."""
    for server, status in database_servers.statuses(snapshot).items():
        if status.read_only:
            yield Finding(
                CODE,
                Severity.CRITICAL,
                server.name,
                f"The database server {server.name}, which calls itself {status.hostname}, takes no "
                "writes (read_only is ON, and MySQL answers 1290): if it is a replica, lead its name "
                "to the primary; if it is that, `SET GLOBAL read_only = OFF` as root there.",
                entity=server,
                down=True,
            )


CHECK = Check(
    CODE,
    "Database servers that take no writes",
    (*reachability.HEARD_NEEDS, database_status.PROBE),
    find,
    Area.CELLS,
)
