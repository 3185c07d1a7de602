"""Undo: what a run made is taken back, and the rows that it changed are put back.

It is an action like any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

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
from actions.run.restore_rows import dated, quoted, restore_rows
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
    backups = _backups(state)
    if not backups and not state.made:
        raise NothingToUndo(
            f"Run {run_id} made nothing by the APIs and kept no rows of a database as they were: there "
            "is nothing to take back."
        )
    steps = [
        take_back(number, event.undo, lambda snapshot: _elsewhere(state, snapshot.site))
        for number, event in enumerate(reversed(state.made), 1)
    ]
    follows = {backup.of.then: registry.follow(backup.of.then) for backup in backups}
    for number, backup in enumerate(backups, 1):
        follow = follows[backup.of.then]
        steps.append(_step(number, backup, state, follow.dated if follow else ""))
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
        notes=lambda _: _notes(state),
    )


def _notes(state: RunState) -> tuple[str, ...]:
    """What is lost, and what this cannot take back."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(state.started))
    notes = []
    if state.made:
        notes.append(
            f"What {state.id} ({when}) made by the APIs is deleted, with what is in it now. Packages, "
            "files and services of hosts stay as they are."
        )
    if state.backups:
        notes.append(
            f"Rows become what they were before {state.id} ({when}); what was changed in them since is"
            " lost."
        )
    lost = [o.line for s in state.steps for o in s.open if o.where.startswith("api:")]
    if lost:
        notes.append(f"How these ended is not known, and they are not taken back: {'; '.join(lost)}")
    return tuple(notes)


def _backups(state: RunState) -> list[Backup]:
    """The newest selection first; of one that was backed up twice, its first rows: the true past."""
    found: dict[tuple[str, ...], Backup] = {}
    for event in state.backups:
        path = folder_of(state.id) / event.file
        try:
            backups = read_backups(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NothingToUndo(f"The backup {path} cannot be read: {error}.") from None
        for backup in backups:
            of = backup.of
            found.setdefault((of.via, of.url.shown(), of.table, of.where), backup)
    return list(reversed(found.values()))


def _step(number: int, backup: Backup, state: RunState, date: str) -> Step:
    """The step that puts one selection back; `date` is why rows that stay get a new date."""
    of = backup.of
    probe: Probe[Table] = Probe(
        f"rows-{number}-{of.table}", lambda s: _ask(of, s), _parse, period=0, needs=(conf.PROBE,)
    )

    def plan(situation: Situation) -> Decision:
        if why := _elsewhere(state, situation.snapshot.site):
            return blocked(why)
        now = situation.get(probe)
        try:
            today = _today(of, situation.snapshot)
        except _NoUrl as reason:
            return blocked(f"The rows of {of.table} cannot be read: {reason}.")
        if now is None:
            error = situation.snapshot.reading(probe).error
            return blocked(f"The rows of {of.table} cannot be read: {error or 'nobody has looked yet'}")
        statements = restore_rows(of.table, of.key, backup.rows, now)
        if not statements:
            return already(f"All rows of {of.table} that the run changed are as they were before it.")
        why = f"Rows of {of.table} that are not as they were before the run: {len(statements)}."
        before = {row[of.key] for row in backup.rows}
        if date and {row[of.key] for row in now} - before:
            statements += (dated(of.table),)
            why += f" {date}"
        return do(Sql(of.via, today.url, statements), why=why, backup=(today,))

    return Step(f"put-back-{number}", f"Put back rows of {of.table}", (conf.PROBE, probe), plan)


def _elsewhere(state: RunState, site: Site) -> str:
    """That the run was on another site than this one."""
    why = elsewhere(state, site)
    return f"{why} Undo it there." if why else ""


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
