"""Services that run with the old URLs, or met a closed account: started anew after the change.

An API under uWSGI that was refused when it started answers 500 for ever after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch

from actions.causes.first import guarded
from actions.checks._support.entities import database_account
from actions.deployments.all import readers
from actions.facts.database import database_accounts
from actions.facts.database.database_server import database_host
from actions.facts.hosts import conf, units
from actions.facts.nova import stored_cells
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.accounts import account_conf
from actions.repair.accounts.accounts import AT_HAND_NEEDS, accounts, at_hand, broken, by_server
from actions.repair.services import restarts
from actions.repair.services.restarts import Stale


def plan(situation: Situation) -> Decision:
    """Restart what started before its file, its account or a cell mapping was changed."""
    if not situation.each(units.PROBE):
        return blocked("No host's units could be read.")
    old = _joined((*_by_file(situation), *_by_account(situation), _by_mapping(situation)))
    if old:
        return do(
            *restarts.restart(old),
            why=f"they have failed, or were started before the change: {restarts.told(old)}",
        )
    falling = _joined(
        _only(host, restarts.falling(situation.snapshot, _reads(file)))
        for host, file in _files(situation)
    )
    if falling and not situation.pending:
        return blocked(f"Each time they are started they fall: {restarts.told(falling)}.")
    return already("every service was started after its configuration, account and cells were changed")


def _files(situation: Situation) -> tuple[tuple[str, str], ...]:
    """Hosts and files with an account's URL in them."""
    keys = (key for found in accounts(situation).values() for key in found)
    return tuple(dict.fromkeys((key.host, key.file) for key in keys))


def _only(host: str, found: Stale) -> Stale:
    return {host: found[host]} if host in found else {}


def _joined(several: Iterable[Stale]) -> Stale:
    found: dict[str, set[str]] = {}
    for stale in several:
        for host, names in stale.items():
            found.setdefault(host, set()).update(names)
    return {host: tuple(sorted(names)) for host, names in found.items()}


def _by_file(situation: Situation) -> Iterator[Stale]:
    snapshot = situation.snapshot
    soon = account_conf.pending(situation) if "configuration" in situation.pending else {}
    for host, file in _files(situation):
        if (host, file) in soon:
            yield _only(host, restarts.runs(snapshot, _reads(file)))
        else:
            since = {host: _changed(snapshot, host, file)}
            yield _only(host, restarts.stale(snapshot, _reads(file), since))


def _by_account(situation: Situation) -> Iterator[Stale]:
    """Readers of the keys of an account: its server dates its password, or it is about to get one."""
    server = database_host(situation.site)
    if server is None:
        return
    kept = situation.get(database_accounts.PROBE, server.name) or {}
    reading = situation.snapshot.reading(database_accounts.PROBE, server.name)
    soon = broken(situation) if "account" in situation.pending else {}
    for known, keys in by_server(situation).items():
        if not at_hand(situation, known):
            continue
        ages = [a.age for (user, _), a in kept.items() if user == known.user and a.age is not None]
        for host, file in dict.fromkeys((key.host, key.file) for key in keys):
            if known in soon:
                yield _only(host, restarts.runs(situation.snapshot, _reads(file)))
            elif ages:
                since = {host: reading.since(min(ages))}
                yield _only(host, restarts.stale(situation.snapshot, _reads(file), since))


def _by_mapping(situation: Situation) -> Stale:
    """Services that keep cell mappings in memory, where one was changed since."""
    snapshot = situation.snapshot
    if "mappings" in situation.pending:
        return restarts.runs(snapshot, restarts.reads_cells)
    host = database_host(situation.site)
    cells = situation.get(stored_cells.PROBE, host.name) if host else None
    if host is None or not cells:
        return {}
    reading = snapshot.reading(stored_cells.PROBE, host.name)
    return restarts.older_than_cells(snapshot, reading, cells)


def _changed(snapshot: Snapshot, host: str, file: str) -> float:
    known = (snapshot.get(conf.PROBE, host) or {}).get(file)
    return snapshot.reading(conf.PROBE, host).since(known.age if known else 0.0)


def _reads(file: str) -> Callable[[str], bool]:
    patterns = readers(file)
    return lambda name: any(fnmatch(name, pattern) for pattern in patterns)


def _mended(situation: Situation) -> Iterable[Entity]:
    keys = (key for found in accounts(situation).values() for key in found)
    return (database_account(situation.snapshot, key.url) for key in keys)


STEP = guarded(
    Step(
        "restart",
        "Restart the services that read them",
        (*AT_HAND_NEEDS, database_accounts.PROBE, stored_cells.PROBE, units.PROBE),
        plan,
        verify_timeout=restarts.SETTLED,
    ),
    restarts=True,
    mended=_mended,
)
