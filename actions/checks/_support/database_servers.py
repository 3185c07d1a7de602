"""What database servers answered to each login that was tried, and what of that is their own matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.checks._support import entities, reachability
from actions.checks._support.database_errors import KNOWN, servers_own, told
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count
from actions.facts.database import database_status, db_logins
from actions.facts.database.database_status import DatabaseStatus
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.formats import tls_options
from actions.formats.url import MYSQL_PORT, Url
from actions.model.entity import Entity, Kind
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Evidence, Finding, Severity

OVERFULL = (1040, 1203, 1226)
"""Every connection that it allows, in all or to one account, is taken."""
NOT_PRIMARY = (1047,)
"""Galera's members that lost the majority refuse every statement with it."""
INSECURE = 3159
"""It lets nobody in without TLS."""
TLS = (2026, INSECURE)
"""No TLS was agreed on, or none was offered to it."""
SILENT = (2013,)
"""It was connected to, and the connection gave no answer, or ended without one."""
NOT_FROM_HERE = 1130
"""It has no account for the host that asks."""

MOST_EVIDENCE = 3

PROBES: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    cell_databases.PROBE,
    cell_mappings.PROBE,
    conf.PROBE,
    db_logins.PROBE,
)
"""What `answers` reads."""


@dataclass(frozen=True)
class Answer:
    """What became of one login."""

    where: str
    """Whose URL it was: a file on a host, or a cell's mapping."""
    url: Url
    code: int
    error: str
    at: float
    host: str = ""
    """Whose file it is; empty: nobody's."""
    path: str = ""
    cell: str = ""
    """The UUID of the cell whose mapping it is."""

    @property
    def evidence(self) -> Evidence:
        """What was asked, and MySQL's own words."""
        return Evidence(f"a login with {self.where}", f"MySQL error {self.code}: {self.error}", self.at)


@lru_cache(maxsize=2)
def answers(snapshot: Snapshot) -> Mapping[Entity, tuple[Answer, ...]]:
    """All logins that were tried, by the server that they lead to."""
    found: dict[Entity, list[Answer]] = {}
    for answer in (*_of_files(snapshot), *_of_nova(snapshot)):
        if answer.url.host and answer.url.mysql and not answer.url.torn:
            found.setdefault(entities.database(snapshot, answer.url), []).append(answer)
    return {server: tuple(some) for server, some in found.items()}


def own_matter(snapshot: Snapshot, url: Url | None, code: int) -> bool:
    """Whether where a URL was answered so no other URL would be answered otherwise."""
    if url is not None and (lacks_tls(snapshot, url, code) or _left(snapshot, url, code)):
        return False
    return servers_own(code)


def _left(snapshot: Snapshot, url: Url, code: int) -> bool:
    """A server, or an account of one, that lets nobody in any more, and nova.conf has another."""
    own, known = conf.nova_url(snapshot, "database"), KNOWN.get(code)
    account = known is not None and known.account
    if own is None or not (account or code == NOT_FROM_HERE):
        return False
    names = Names.of(snapshot)
    moved = names.place(url)[:2] != names.place(own[1])[:2]
    return moved or (account and url.login[0] != own[1].login[0])


def lacks_tls(snapshot: Snapshot, url: Url, code: int) -> bool:
    """A mapping names no ssl option and is refused for that, and nova.conf names one for the server."""
    own = conf.nova_url(snapshot, "database")
    if code != INSECURE or own is None or url.place(MYSQL_PORT)[:2] != own[1].place(MYSQL_PORT)[:2]:
        return False
    return tls_options.of_database(url) is None and tls_options.of_database(own[1]) is not None


def statuses(snapshot: Snapshot) -> Mapping[Entity, DatabaseStatus]:
    """What the servers that configurations name say of themselves."""
    names = reachability.host_names(snapshot)
    found: dict[Entity, DatabaseStatus] = {}
    for subject, status in snapshot.each(database_status.PROBE).items():
        host, _, port = subject.rpartition(":")
        if host and port.isdigit():
            found.setdefault(Entity(Kind.DATABASE, f"{names.host(host) or host}:{port}"), status)
    return found


def _of_files(snapshot: Snapshot) -> Iterable[Answer]:
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in db_logins.KEYS:
                url = file.url(section, key)
                asked = db_logins.subject(host, path, section, key)
                reading = snapshot.reading(db_logins.PROBE, asked)
                if url is not None and reading.fact is not None:
                    where = f"[{section}] {key} in {path} on {host}"
                    login = reading.fact
                    yield Answer(where, url, login.code, login.error, reading.at, host, path)


def _of_nova(snapshot: Snapshot) -> Iterable[Answer]:
    api, named = snapshot.reading(cell_mappings.PROBE), conf.nova_url(snapshot, "api_database")
    if api.fact is not None and named is not None:
        yield Answer("nova's API database", named[1], api.fact.code, api.fact.error, api.at)
    for cell in api.fact.cells if api.fact else ():
        url = cell_databases.database_url(snapshot, cell.uuid)
        reading = snapshot.reading(cell_databases.PROBE, cell.uuid)
        if url is not None and reading.fact is not None:
            where = f"the mapping of {cell.name or cell.uuid}"
            code, error = reading.fact.code, reading.fact.error
            yield Answer(where, url, code, error, reading.at, cell=cell.uuid)


def refusals(snapshot: Snapshot, check: str, codes: tuple[int, ...], advice: str) -> Iterable[Finding]:
    """One finding for each server that answered one of those numbers, whoever asked it.

    In `advice`, {host} is its host as URLs call it.
    """
    for server, tried in answers(snapshot).items():
        refused = [one for one in tried if one.code in codes]
        if refused:
            says = f"The database server {server.name} {told(refused[0].code)}"
            yield refused_finding(check, server.name, says, server, tried, refused, advice)


def refused_finding(
    check: str,
    subject: str,
    says: str,
    about: Entity,
    tried: Collection[Answer],
    refused: list[Answer],
    advice: str,
) -> Finding:
    """That, with how many of all logins got it, and what helps."""
    how_many = f"{len(refused)} of the {count(len(tried), 'login')} tried"
    if len(refused) == len(tried):
        how_many = f"all {count(len(tried), 'login')} tried" if len(tried) > 1 else "the login tried"
    url = refused[0].url
    do = advice.format(host=url.host.strip("[]"), user=url.login[0])
    return Finding(
        check,
        Severity.CRITICAL,
        subject,
        f"{says}, to {how_many}: {do}.",
        entity=about,
        down=True,
        evidence=tuple(one.evidence for one in refused[:MOST_EVIDENCE]),
    )
