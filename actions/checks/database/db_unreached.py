"""A login to a database server gets no answer: no connection (2003), or no host of that name (2005).

Of all controllers, a check of nova's databases asks from the first alone: another one that is cut off
falls or answers 500, and its log alone says why. Source: a login with each URL, from the host whose
file it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.checks._support import database_servers, entities, message_logins, reachability
from actions.checks._support.database_errors import answered, servers_own
from actions.checks._support.database_servers import MOST_EVIDENCE, Answer
from actions.checks._support.wording import listed
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.formats.host_name import is_loopback
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "db-unreached"
_UNKNOWN = 2005


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host that alone gets no answer; one for a server that answers nobody."""
    for server, tried in database_servers.answers(snapshot).items():
        used = [one for one in tried if not one.path or _opened(snapshot, one)]
        hosts = dict.fromkeys(one.host for one in used if one.path and _silent(one))
        if not hosts:
            continue
        if is_loopback(used[0].url.host):
            for host in hosts:
                about, own = entities.by_host(server, host), [one for one in used if one.host == host]
                if all(map(_silent, own)):
                    yield _finding(_nobody(server, own), host, about, own)
        elif not all(map(_silent, used)):
            for host in hosts:
                yield from _from(server, host, [one for one in used if one.host == host])
        elif all(one.path or one.cell for one in used):  # else api-database tells it
            silent = [one for one in used if one.path]
            yield _finding(_nobody(server, silent), server.name, server, silent)


def _silent(one: Answer) -> bool:
    return not answered(one.code) and not servers_own(one.code)


def _opened(snapshot: Snapshot, one: Answer) -> bool:
    """Somebody reads its file and opens a database, or that is not known."""
    readers = message_logins.services(snapshot, one.host, one.path)
    opens = any(name != NOVA_COMPUTE and not name.endswith("-agent") for name in readers)
    return opens or not reachability.units_known(snapshot, one.host)


def _from(server: Entity, host: str, own: list[Answer]) -> Iterator[Finding]:
    """All of a host's logins, or those of some of its files."""
    silent = [one for one in own if _silent(one)]
    if len(silent) == len(own):
        about = entities.by_host(server, host)
        yield _finding(_alone(server, f"From {host}", silent), host, about, silent)
        return
    for path in dict.fromkeys(one.path for one in silent):
        some = [one for one in silent if one.path == path]
        about, who = entities.by_file(server, host, path), f"From {host}, as {path} has it,"
        yield _finding(_alone(server, who, some), f"{host}:{path}", about, some)


def _alone(server: Entity, who: str, silent: list[Answer]) -> str:
    look = "look at the way between them"
    if silent[0].code == _UNKNOWN:
        look = f"`getent hosts {silent[0].url.host}` there says where that name leads"
    return (
        f"{who} no login to the database server {server.name} gets an answer ({_said(silent[0])}), "
        f"while it answers others: {look}."
    )


def _nobody(server: Entity, silent: list[Answer]) -> str:
    files = listed({f"{one.path} on {one.host}" for one in silent})
    return (
        f"No login to the database server {server.name} gets an answer ({_said(silent[0])}), with the "
        f"URL in {files}: see whether MariaDB runs where that leads, and whether the URL is right."
    )


def _said(one: Answer) -> str:
    return f"MySQL error {one.code}: {one.error.rstrip('.')}"


def _finding(says: str, subject: str, about: Entity, silent: list[Answer]) -> Finding:
    proof = tuple(one.evidence for one in silent[:MOST_EVIDENCE])
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True, evidence=proof)


CHECK = Check(
    CODE,
    "Database servers that a host, or nobody, reaches",
    (*database_servers.PROBES, units.PROBE),
    find,
    Area.CELLS,
)
