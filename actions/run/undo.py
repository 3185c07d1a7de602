"""Undo: what a run made is taken back, and the rows that it changed are put back.

It is an action like any other.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actions.facts.hosts import conf
from actions.formats.url import Url
from actions.model.command import Rows, Sql
from actions.model.fact import Probe, Snapshot
from actions.model.plan import Action, Decision, Registry, Situation, Step, already, blocked, do
from actions.model.query import AskSql, Question, SqlAnswer, Unreadable
from actions.model.secret import Secret, Text
from actions.model.site import Site
from actions.run.backup import Backup, Row, read_backups
from actions.run.delete_created import take_back
from actions.run.journal import folder_of, read_run
from actions.run.restore_rows import dated, put_back, quoted
from actions.run.state import RunState

UNDO = "undo"
"""The name of the action; its target is the id of the run that it undoes."""

Table = Sequence[Row]


class NothingToUndo(Exception):
    """The run made and backed up nothing, or its backup cannot be read: one sentence that says so."""


def undo_action(run_id: str, registry: Registry) -> Action:
    """The action that takes back what a run made and puts its rows back, the last first.

    What follows once rows are put back, their backups name. Raises `NoRun` and `NothingToUndo`.
    """
    state = read_run(run_id)
    backups = _backups(state)
    if not backups and not state.made:
        raise NothingToUndo(
            f"Run {run_id} made nothing by the APIs and changed no rows of a database: there is nothing"
            " to take back."
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
            found.setdefault((of.via, of.url.wire(), of.table, of.where), backup)
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
        if now is None:
            error = situation.snapshot.reading(probe).error
            return blocked(f"The rows of {of.table} cannot be read: {error or 'nobody has looked yet'}")
        statements = put_back(of.table, of.key, backup.rows, now)
        if not statements:
            return already(f"All rows of {of.table} that the run changed are as they were before it.")
        why = f"Rows of {of.table} that are not as they were before the run: {len(statements)}."
        before = {row[of.key] for row in backup.rows}
        if date and {row[of.key] for row in now} - before:
            statements += (dated(of.table),)
            why += f" {date}"
        return do(Sql(of.via, _url(of, situation.snapshot), statements), why=why, backup=(of,))

    return Step(f"put-back-{number}", f"Put back rows of {of.table}", (conf.PROBE, probe), plan)


def _elsewhere(state: RunState, site: Site) -> str:
    """That the run was on another site than this one, whose file may have been moved since."""
    moved = site.name == state.site and not Path(state.path).exists()
    if not state.path or site.path == state.path or moved:
        return ""
    return f"The run was on another site: {state.site} ({state.path}). Undo it there."


def _ask(of: Rows, snapshot: Snapshot) -> Mapping[str, Question]:
    statement = f"SELECT * FROM {quoted(of.table)} WHERE {of.where}"  # noqa: S608
    return {"": AskSql(of.via, _url(of, snapshot), (statement,))}


def _parse(answer: SqlAnswer) -> Table:
    if answer.code:
        raise Unreadable(f"MySQL error {answer.code}: {answer.error}")
    return answer.results[0]


def _url(of: Rows, snapshot: Snapshot) -> Text:
    """The URL by which the host's configuration reaches that database today: passwords change.

    Where no file there names the database any more, the one that was used for the backup.
    """
    then = Url.parse(of.url.wire())
    files: Mapping[str, Any] = snapshot.get(conf.PROBE, of.via) or {}
    for file in files.values():
        for value in file.keys.values():
            url = Url.parse(value.reveal()) if isinstance(value, Secret) else None
            if (
                url
                and then
                and (url.scheme, url.user, url.place(0)) == (then.scheme, then.user, then.place(0))
            ):
                return url.text
    return of.url
