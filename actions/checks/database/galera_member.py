"""A member of the Galera cluster is missing, or does not take part as it should.

The others still serve, and what is lost is the redundancy: the next failure may leave no majority, and
then everything stops at once. Source: what each host of the role database says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support import database_servers, reachability
from actions.checks._support.wording import listed, verb
from actions.deployments.services import DATABASE_SERVER
from actions.facts.database import database_status
from actions.facts.database.database_status import DatabaseStatus
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "galera-member"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each member that is not well; one for all, where they do not see each other."""
    members = _members(snapshot)
    joined = {host: status.galera for host, status in members.items() if status.galera is not None}
    if not joined:
        return
    troubles = {host: _trouble(status) for host, status in members.items()}
    well = [host for host, trouble in troubles.items() if not trouble]
    for host, trouble in troubles.items():
        if trouble:
            others = f"{listed(well)} still {verb(len(well), 'serves', 'serve')}" if well else ""
            yield _finding(
                host,
                members[host],
                f"The Galera member on {host} {trouble}: {others or 'no other serves'}, see MariaDB's "
                f"log on {host}.{_led(snapshot, host)}",
            )
    smallest = min(joined, key=lambda host: joined[host].size)
    if well == list(members) and joined[smallest].size < len(members):
        yield _finding(
            smallest,
            members[smallest],
            f"The Galera member on {smallest} sees {joined[smallest].size} in its cluster, itself "
            f"included, and {len(members)} hosts run one ({listed(members)}): they are several "
            "clusters, each with data of its own. See wsrep_cluster_address and `SHOW STATUS LIKE "
            "'wsrep_cluster_state_uuid'` on each.",
        )


def _led(snapshot: Snapshot, member: str) -> str:
    """The addresses of none of the members that lead to this one: the balancer's check sees a port."""
    names = reachability.host_names(snapshot)
    for subject, status in snapshot.each(database_status.PROBE).items():
        place = subject.rpartition(":")[0]
        if place and names.host(place) is None and names.host(status.hostname) == member:
            return f" {subject} leads to it all the same: take it out of the balancer until then."
    return ""


def _members(snapshot: Snapshot) -> Mapping[str, DatabaseStatus]:
    """What each member says; with one there is no cluster to be seen.

    A server that no role calls a member, and that knows of no cluster, is somebody's own.
    """
    names = reachability.host_names(snapshot)
    found: dict[str, DatabaseStatus] = {}
    for subject, status in snapshot.each(database_status.PROBE).items():
        name, _, port = subject.rpartition(":")
        host = names.host(name if port.isdigit() and name else subject)
        if host is not None:
            found.setdefault(host, status)
    hosts = [host.name for host in database_status.members(snapshot)]
    named = bool(snapshot.site.having("database"))
    some = {h: found[h] for h in hosts if h in found and (named or found[h].galera is not None)}
    return some if len(hosts) > 1 else {}


def _trouble(status: DatabaseStatus) -> str:
    """What is not well with a member; empty: nothing, or it could not be asked by TLS."""
    if status.code in database_servers.TLS:
        return ""
    if status.code:
        return f"does not answer (MySQL error {status.code}: {status.error})"
    galera = status.galera
    if galera is None:
        return "runs without its cluster (no wsrep provider), with data of its own"
    if not galera.primary:
        part = f"in a part of {galera.size}"
        return f"is {galera.status or 'in no cluster'} and takes no statement, {part}"
    if galera.state != "Synced" or not galera.ready:
        ready = "" if galera.ready else " and wsrep_ready is OFF"
        return f"is {galera.state}, not Synced{ready}"
    return f"is desynced ({galera.desynced} hold it back)" if galera.desynced else ""


def _finding(host: str, status: DatabaseStatus, says: str) -> Finding:
    parted = status.galera is not None and not status.galera.primary
    return Finding(
        CODE, Severity.WARNING, host, says, entity=service(host, DATABASE_SERVER), down=parted
    )


CHECK = Check(
    CODE,
    "Galera members that take no part",
    (*reachability.HEARD_NEEDS, database_status.PROBE),
    find,
    Area.CELLS,
)
