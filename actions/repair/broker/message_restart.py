"""What reads a file, or keeps a mapping, that was changed: started anew.

Who has the right password and was refused needs no restart: it tries again by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch

from actions.causes.first import guarded
from actions.checks._support.entities import account_at, broker, by_file
from actions.deployments.all import readers
from actions.facts.broker import broker_logins
from actions.facts.hosts import conf, units
from actions.facts.nova import cell_mappings
from actions.model.entity import Entity
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.broker import message_conf
from actions.repair.broker.message_account import uses
from actions.repair.services import restarts
from actions.repair.services.restarts import Stale

RECENT = 3600.0
"""Seconds: what was changed before is no part of this, whatever still runs with older files."""


def plan(situation: Situation) -> Decision:
    """Restart what started before the change, on every host."""
    if not situation.each(units.PROBE):
        return blocked("No host's units could be read.")
    found: dict[str, set[str]] = {}
    for stale in (*_by_file(situation), _by_mapping(situation)):
        for host, names in stale.items():
            found.setdefault(host, set()).update(names)
    old = {host: tuple(sorted(names)) for host, names in found.items()}
    if old:
        why = f"they were started before the change, or have failed: {restarts.told(old)}"
        return do(*restarts.restart(old), why=why)
    return already("every service was started after its file and the cell mappings were changed")


def _by_file(situation: Situation) -> Iterator[Stale]:
    soon = message_conf.pending(situation) if "configuration" in situation.pending else {}
    files = dict.fromkeys((use.host, use.path) for use, _ in uses(situation) if use.path)
    for host, path in files:
        patterns = readers(path)

        def reads(name: str, patterns: tuple[str, ...] = patterns) -> bool:
            return any(fnmatch(name, pattern) for pattern in patterns)

        age = _age(situation, host, path)
        if (host, path) in soon:
            stale = restarts.runs(situation.snapshot, reads)
        elif age < RECENT:
            changed = situation.snapshot.reading(conf.PROBE, host).since(age)
            stale = restarts.stale(situation.snapshot, reads, {host: changed})
        else:
            continue
        yield {host: stale[host]} if host in stale else {}


def _age(situation: Situation, host: str, path: str) -> float:
    file = (situation.get(conf.PROBE, host) or {}).get(path)
    return file.age if file else RECENT


def _by_mapping(situation: Situation) -> Stale:
    """Nova's services that keep cell mappings in memory, where one was changed since."""
    if "mappings" in situation.pending:
        return restarts.runs(situation.snapshot, restarts.reads_cells)
    known = situation.get(cell_mappings.PROBE)
    if known is None or not known.cells:
        return {}
    reading = situation.snapshot.reading(cell_mappings.PROBE)
    return restarts.older_than_cells(situation.snapshot, reading, known.cells)


def _mended(situation: Situation) -> Iterator[Entity]:
    for use, _ in uses(situation):
        user = account_at(broker(situation.snapshot, use.whole), situation.target)
        yield user
        yield by_file(user, use.host, use.path)


STEP = guarded(
    Step(
        "restart",
        "Restart the services that read them",
        (*broker_logins.NEEDS, units.PROBE),
        plan,
        verify_timeout=30.0,
    ),
    restarts=True,
    mended=_mended,
)
