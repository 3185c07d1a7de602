"""A Galera member that services use has lost the majority: it lets them in, and answers 1047.

"WSREP has not yet prepared node for application use". It stands alone behind a cut network, or every
member was stopped and none was told to be the first again. Source: the answers to every login that was
tried, and wsrep_cluster_status, which such a member still tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers
from actions.facts.database import database_status
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "galera-not-primary"
ADVICE = (
    "no URL is wrong. See on each member `SHOW STATUS LIKE 'wsrep_cluster_%'` and the network between "
    "them; only if none is Primary, bootstrap the one with the highest seqno in grastate.dat"
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each server that a configuration names."""
    refused = list(database_servers.refusals(snapshot, CODE, database_servers.NOT_PRIMARY, ADVICE))
    yield from refused
    told = {finding.entity for finding in refused}
    for server, status in database_servers.statuses(snapshot).items():
        galera = status.galera
        if server not in told and galera is not None and not (galera.primary and galera.ready):
            yield Finding(
                CODE,
                Severity.CRITICAL,
                server.name,
                f"The database server {server.name} takes no statement: its Galera member "
                f"{status.hostname} is {galera.status} and {galera.state}, with wsrep_ready "
                f"{'ON' if galera.ready else 'OFF'} and {galera.size} in its cluster; {ADVICE}.",
                entity=server,
                down=True,
            )


CHECK = Check(
    CODE,
    "Galera members without a majority",
    (*database_servers.PROBES, database_status.PROBE),
    find,
    Area.CELLS,
)
