"""A database server answers, and lets a host or an account not in, or takes no statement of its.

No URL is wrong then, and no mapping: a server that is shut down (1053) or bars a host (1129, 1130), an
account that is locked (3118, 4151) or whose password has expired (1820, 1862), and ProxySQL without a
server behind it (9001). A number that is not known is told in the server's own words.
Source: the answers to every login that was tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.checks._support import database_servers, entities
from actions.checks._support.database_errors import KNOWN, servers_own, told
from actions.checks._support.database_servers import Answer
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding

CODE = "db-refuses"
_LOOK = "no URL is known to be wrong: see the end of the database server's log on {host}"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each number of a server's, or of an account's there."""
    for server, tried in database_servers.answers(snapshot).items():
        numbers: dict[tuple[int, str], list[Answer]] = {}
        for one in tried:
            if _ours(snapshot, one):
                user = one.url.login[0] if one.code in KNOWN and KNOWN[one.code].account else ""
                numbers.setdefault((one.code, user), []).append(one)
        for refused in numbers.values():
            yield from _finding(snapshot, server, tried, refused)


def _ours(snapshot: Snapshot, one: Answer) -> bool:
    """No other check tells it, and no other URL helps."""
    known = KNOWN.get(one.code)
    if known is not None and not known.do:
        return False
    mapped = one.url if one.cell else None
    return servers_own(one.code) and database_servers.own_matter(snapshot, mapped, one.code)


def _finding(
    snapshot: Snapshot, server: Entity, tried: tuple[Answer, ...], refused: list[Answer]
) -> Iterator[Finding]:
    first = refused[0]
    known, user = KNOWN.get(first.code), first.url.login[0]
    says, about, subject = f"The database server {server.name} ", server, server.name
    if known is None:
        says, advice = says + told(first.code, first.error), _LOOK
        if len(refused) < len(tried):
            about = _one(snapshot, server, first)
    elif known.account:
        tried = tuple(one for one in tried if one.url.login[0] == user)
        about, subject = entities.database_account(snapshot, first.url), f"{user}@{first.url.host}"
        says, advice = f"The account {user} on {server.name} {known.says}", known.do
        says += f" (MySQL error {first.code})"
    else:
        says, advice = says + told(first.code), known.do
    yield database_servers.refused_finding(CODE, subject, says, about, tried, refused, advice)


def _one(snapshot: Snapshot, server: Entity, one: Answer) -> Entity:
    """What one login alone is about: others are let in."""
    if one.cell:
        return Entity(Kind.CELL, one.cell)
    if one.path:
        return entities.by_file(server, one.host, one.path)
    return entities.schema(snapshot, one.url)


CHECK = Check(
    CODE, "Databases that answer, and let nobody in", database_servers.PROBES, find, Area.CELLS
)
