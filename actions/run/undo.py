"""Undo: what a run made is taken back, and the rows that it changed are put back.

It is an action like any other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from actions.facts.hosts import conf
from actions.facts.hosts.conf import Conf
from actions.formats.url import MYSQL_PORT, Url
from actions.model.command import Rows, Source, Sql
from actions.model.errors import StackmendError
from actions.model.fact import Probe, Snapshot
from actions.model.invocation import UNDO
from actions.model.plan import Action, Decision, Registry, Situation, Step, already, blocked, do
from actions.model.query import ParseError, Query, SqlQuery, SqlResult
from actions.model.secret import Secret
from actions.model.site import Site
from actions.run.backup import Backup, Row, read_backups
from actions.run.delete_created import take_back
from actions.run.journal import folder_of, read_run
from actions.run.restore_rows import dated, quoted, restore_rows, taken_back
from actions.run.scope import moved
from actions.run.site_of_run import elsewhere
from actions.run.state import RunState

Table = Sequence[Row]


class NothingToUndo(StackmendError):
    """The run made and backed up nothing, or its backup cannot be read: one sentence that says so."""


def undo_action(run_id: str, registry: Registry) -> Action:
    """The action that takes back what a run made and puts its rows back, the last first.

    What follows once rows are put back, their backups name. Raises `RunNotFound` and `NothingToUndo`.
    """
    state = read_run(run_id)
    kept = _kept(state)
    backups = [one.backup for one in kept]
    if not backups and not state.made:
        raise NothingToUndo(
            f"Run {run_id} made nothing by the APIs and kept no rows of a database as they were: there "
            "is nothing to take back."
        )
    blocks = lru_cache(maxsize=1)(partial(_elsewhere, state))
    steps = [
        take_back(number, event.undo, lambda snapshot: blocks(snapshot.site))
        for number, event in enumerate(reversed(state.made), 1)
    ]
    follows = {backup.of.then: registry.follow(backup.of.then) for backup in backups}
    for number, one in enumerate(kept, 1):
        follow = follows[one.backup.of.then]
        steps.append(_step(number, one, blocks, follow.dated if follow else ""))
    steps += dict.fromkeys(follow.step for follow in follows.values() if follow)
    done = registry.action(state.action)
    return Action(
        name=UNDO,
        title="Take back what a run made or changed:",
        steps=tuple(steps),
        takes="run",
        danger=True,
        called=lambda _: state.action,
        lock=done.lock if done else UNDO,
        client_role=done.client_role if done else "",
        notes=lambda _: _notes(state, kept),
    )


@dataclass(frozen=True)
class _Kept:
    """What a run has kept of one selection."""

    backup: Backup
    left: tuple[Row, ...] | None
    """As the run left them; None: nobody has looked then, as in a version before."""
    folder: Path


def _notes(state: RunState, kept: Sequence[_Kept]) -> tuple[str, ...]:
    """What is lost, and what this cannot take back."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(state.started))
    notes = []
    if state.made:
        notes.append(
            f"What {state.id} ({when}) made by the APIs is deleted, with what is in it now. Packages, "
            "files and services of hosts stay as they are."
        )
    if any(one.left is None for one in kept):
        tables = ", ".join(dict.fromkeys(one.backup.of.table for one in kept if one.left is None))
        notes.append(
            f"Rows of {tables} become what they were before {state.id} ({when}); what was changed in "
            "them since is lost."
        )
    lost = [o.line for s in state.steps for o in s.open if o.where.startswith("api:")]
    if lost:
        notes.append(f"How these ended is not known, and they are not taken back: {'; '.join(lost)}")
    return tuple(notes)


def _kept(state: RunState) -> list[_Kept]:
    """The newest selection first; of one that was backed up twice, its first rows: the true past.

    And how the last to change it has left it.
    """
    lefts = {event.backup: event.file for event in state.left}
    found: dict[tuple[str, ...], _Kept] = {}
    for event in state.backups:
        left = _read(state, lefts[event.file]) if event.file in lefts else {}
        for key, backup in _read(state, event.file).items():
            first = found[key].backup if key in found else backup
            found[key] = _Kept(first, left[key].rows if key in left else None, folder_of(state.id))
    return list(reversed(found.values()))


def _read(state: RunState, name: str) -> dict[tuple[str, ...], Backup]:
    """The backups in a file of the run, by what they are of; raises `NothingToUndo`."""
    path = folder_of(state.id) / name
    try:
        backups = read_backups(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NothingToUndo(f"The backup {path} cannot be read: {error}.") from None
    return {(b.of.via, b.of.url.shown(), b.of.table, b.of.where): b for b in backups}


def _step(number: int, kept: _Kept, blocks: Callable[[Site], str], date: str) -> Step:
    """The step that puts one selection back; `date` is why rows that stay get a new date."""
    of = kept.backup.of
    probe: Probe[Table] = Probe(
        f"rows-{number}-{of.table}", lambda s: _ask(of, s), _parse, period=0, needs=(conf.PROBE,)
    )

    def plan(situation: Situation) -> Decision:
        if why := blocks(situation.snapshot.site):
            return blocked(why)
        now = situation.get(probe)
        try:
            today = _today(of, situation.snapshot)
        except _NoUrl as reason:
            return blocked(f"The rows of {of.table} cannot be read: {reason}.")
        if now is None:
            error = situation.snapshot.reading(probe).error
            return blocked(f"The rows of {of.table} cannot be read: {error or 'nobody has looked yet'}")
        return _put_back(kept, now, today, date)

    return Step(f"put-back-{number}", f"Put back rows of {of.table}", (conf.PROBE, probe), plan)


def _put_back(kept: _Kept, now: Table, today: Rows, date: str) -> Decision:
    """The statements for a selection, unless somebody else has changed what the run had changed."""
    before, table, key = kept.backup.rows, today.table, today.key
    wanted, since = (before, ()) if kept.left is None else taken_back(key, before, kept.left, now)
    if since:
        return blocked(
            f"Somebody has changed since what the run had changed in {table}: {'; '.join(since)}. "
            f"Nothing of it is put back; {kept.folder} has the rows as they were before the run "
            "(backup-…) and as it left them (left-…)."
        )
    statements = restore_rows(table, key, wanted, now)
    if not statements:
        return already(f"All rows of {table} that the run changed are as they were before it.")
    why = f"Rows of {table} that are not as they were before the run: {len(statements)}."
    if date and {row[key] for row in now} - {row[key] for row in wanted}:
        statements += (dated(table),)
        why += f" {date}"
    return do(Sql(today.via, today.url, statements), why=why, backup=(today,))


def _elsewhere(state: RunState, site: Site) -> str:
    """That the run was on another site or cloud than this one."""
    if why := elsewhere(state, site):
        return f"{why} Undo it there."
    return f"{why}: undo it in a shell that leads there." if (why := moved(state, site)) else ""


def _ask(of: Rows, snapshot: Snapshot) -> Mapping[str, Query]:
    statement = f"SELECT * FROM {quoted(of.table)} WHERE {of.where}"  # noqa: S608
    try:
        return {"": SqlQuery(of.via, _today(of, snapshot).url, (statement,))}
    except _NoUrl:
        return {}


def _parse(answer: SqlResult) -> Table:
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    return answer.results[0]


def _today(of: Rows, snapshot: Snapshot) -> Rows:
    """The selection with the URL by which the host's configuration reaches it today: passwords change.

    By the key that had it; of a backup that names none, by any that leads there. Raises `_NoUrl`.
    """
    files: Conf = snapshot.get(conf.PROBE, of.via) or {}
    then = Url.parse(of.url.wire())
    if of.source is not None:
        file = files.get(of.source.file)
        url = file.url(of.source.section, of.source.key) if file else None
        if url is None:
            error = snapshot.reading(conf.PROBE, of.via).error
            raise _NoUrl(error or f"{of.source} names no database on {of.via} any more")
        if then is not None and url.path != then.path:
            raise _NoUrl(f"they are {then.path}'s, and {of.source} names {url.path} on {of.via} now")
        return replace(of, url=url.text)
    for source, url in _urls(files):
        if then and _account(url) == _account(then):
            return replace(of, url=url.text, source=source)
    return of


def _urls(files: Conf) -> Iterator[tuple[Source, Url]]:
    """Every URL in a host's configuration, and where it is."""
    for path, file in files.items():
        for (section, key), value in file.keys.items():
            url = Url.parse(value.reveal()) if isinstance(value, Secret) else None
            if url is not None:
                yield Source(path, section, key), url


def _account(url: Url) -> tuple[object, ...]:
    return url.scheme, url.user, url.place(MYSQL_PORT)


class _NoUrl(Exception):
    """Why the host's configuration does not say any more how the rows are reached."""
