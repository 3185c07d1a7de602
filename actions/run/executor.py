"""One step of a run: looked at afresh, judged, backed up, done, and looked at again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from actions.facts.hosts import host_layout
from actions.formats.config_edit import CHANGED, Edit
from actions.model.command import Command, Outline, Sql, Undo
from actions.model.dependencies import with_needs
from actions.model.errors import NoAnswer
from actions.model.event import (
    BackedUp,
    CommandEnded,
    CommandStarted,
    Made,
    RowsLeft,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.fact import Snapshot
from actions.model.plan import Decision, PlannedStep, Situation, Step
from actions.model.secret import Secret
from actions.run.backup import LEFT, Backup, write_backups
from actions.run.deployers import allowed
from actions.run.journal import Journal
from actions.run.output import Batch
from actions.run.planner import Verdict, errors_of, judge, less, named, unapproved
from actions.run.state import Status, StepState
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

_POLL = 1.0
"""Seconds between two looks while a result settles."""
_LOOKS = 3
"""How often a step is taken up whose file somebody else changes between the look and the command."""
_BLIND = 45.0
"""Seconds for which what gave no answer is asked again: a busy host is slow once, and a run long.

They begin with the first answer that did not come, which may have taken longer.
"""


class Failed(Exception):
    """A command did not end well: one sentence that says which, how, and what it said."""


class FileChanged(Failed):
    """A file is not any more what was read of it, and was left as it is."""


@dataclass(frozen=True)
class Observation:
    """What a step decides on fresh facts, and what could not be seen."""

    decision: Decision
    errors: Mapping[tuple[str, str], str]
    """By probe and subject."""

    @property
    def settled(self) -> bool:
        """Nothing is left to do."""
        return not self.decision.commands and not self.decision.blocked


@dataclass(frozen=True, eq=False)
class StepExecutor:
    """What the steps of one run share while one runner lives."""

    gateway: Gateway
    journal: Journal
    folder: Path
    target: str = ""
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    """Steps that may repeat a command which must not be repeated unasked."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    _silent: set[tuple[str, str]] = field(default_factory=set)
    """What an earlier step of this run has waited for, and could not see."""
    _seen: set[tuple[str, str]] = field(default_factory=set)
    """Of that, what the last look could see."""

    async def perform(self, step: Step, before: StepState) -> StepEnded:
        """Make the step so; what became of it is given, and is in the journal."""
        self._seen.clear()  # of the step before: this one may fail before its first look
        for _ in range(_LOOKS):
            self.journal.append(StepStarted(step.name))
            try:
                ended = await self._perform(step, before)
            except FileChanged as error:  # by another run, while this one waited for the host
                ended = StepEnded(step.name, Status.DRIFTED, str(error))
                continue
            except (Failed, NoAnswer) as error:
                ended = StepEnded(step.name, Status.FAILED, str(error))
            break
        self._silent.difference_update(self._seen)
        ended = replace(ended, seen=tuple(map(named, sorted(self._seen))))
        self.journal.append(ended)
        return ended

    async def _perform(self, step: Step, before: StepState) -> StepEnded:
        approved = before.planned
        sight = await self._look(
            step,
            lambda sight: not sight.decision.blocked,
            lambda sight: self._awaited(sight, approved),
            before.began,
        )
        self._silent.update(sight.errors)
        refusal = _refusal(step, before, sight, self.again)
        if refusal is not None:
            return refusal
        decision = sight.decision
        if not decision.commands:
            return _unchanged(step, sight)
        backup = await self._back_up(step, decision)
        try:
            ended = await self._carried_out(step, sight, before.began or time.time())
        except Failed:  # all its commands have ended
            await self._keep_left(step, decision, backup)
            raise
        await self._keep_left(step, decision, backup)
        return ended

    async def _carried_out(self, step: Step, sight: Observation, began: float) -> StepEnded:
        await self._run_all(step, sight.decision.commands)
        self.journal.append(Verifying(step.name, step.verify_timeout))
        later = await self._look(
            step, lambda later: later.settled, lambda later: _lost(sight, later), began
        )
        return _verified(step, later, _lost(sight, later))

    def _awaited(self, sight: Observation, approved: PlannedStep) -> Mapping[tuple[str, str], str]:
        """What is worth another look: what hides what was approved, and what is silent since.

        A step that would do nothing anyhow waits for no host that another one has waited for.
        """
        if missed := hidden(sight, approved):
            return missed
        waited = {subject for _, subject in self._silent if subject}
        new = _new(sight, approved) if sight.settled else {}
        return {k: e for k, e in new.items() if k not in self._silent and k[1] not in waited}

    async def _look(
        self,
        step: Step,
        good: Callable[[Observation], bool],
        unseen: Callable[[Observation], object],
        began: float,
    ) -> Observation:
        """Look, again and again while it is not good and the step's time to settle is not over.

        That begins with the first answer: a look at a busy cloud may have taken longer itself.
        """
        settled = seen = 0.0
        while (blind := unseen(sight := await self._sight(step, began))) or not good(sight):
            now = self.clock()
            settled = settled or now + step.verify_timeout
            seen = (seen or now + _BLIND) if blind else 0.0
            if sight.decision.final or now >= max(settled, seen):
                break
            await self.pause(_POLL)
        return sight

    async def _sight(self, step: Step, began: float) -> Observation:
        probes = with_needs((host_layout.PROBE, *step.needs))
        snapshot = await poll(self.gateway, Snapshot(self.gateway.site), probes)
        situation = Situation(snapshot, self.target, secrets=self.secrets, began=began)
        decision = allowed(snapshot, step.plan(situation))
        looked, errors = {probe.name for probe in probes}, errors_of(step, snapshot)
        self._seen.clear()
        self._seen.update(key for key in self._silent if key[0] in looked and key not in errors)
        return Observation(decision, errors)

    async def _back_up(self, step: Step, decision: Decision) -> str:
        """The file of the rows that are about to change; empty: there are none."""
        backups = [Backup(rows, tuple(await self.gateway.fetch(rows))) for rows in decision.backup]
        if not backups:
            return ""
        file = write_backups(self.folder, step.name, backups)
        tables = tuple(rows.table for rows in decision.backup)
        self.journal.append(BackedUp(step.name, file, tables))
        return file

    async def _keep_left(self, step: Step, decision: Decision, backup: str) -> None:
        """Keep the rows as the step left them, by which undo knows what others change after."""
        if backup:
            with suppress(NoAnswer):
                rows = [Backup(rows, tuple(await self.gateway.fetch(rows))) for rows in decision.backup]
                file = write_backups(self.folder, step.name, rows, LEFT)
                self.journal.append(RowsLeft(step.name, file, backup))

    async def _run_all(self, step: Step, commands: tuple[Command, ...]) -> None:
        """Run the commands in order; side by side for different hosts where the step allows it."""
        lanes: dict[str, list[Command]] = {}
        for command in commands:
            lanes.setdefault(command.outline().where if step.parallel else "", []).append(command)
        crew = _HostQueues(self.gateway, self.journal, step.name)
        ends = await asyncio.gather(
            *(crew.lane(lane) for lane in lanes.values()), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end


class _HostQueues:
    """The lanes of one step: when one fails, the others finish the command that they are at."""

    def __init__(self, gateway: Gateway, journal: Journal, step: str) -> None:
        self._gateway, self._journal, self._step = gateway, journal, step
        self._started = 0
        self._failed = False

    async def lane(self, commands: Iterable[Command]) -> None:
        """Run commands one after another."""
        for command in commands:
            if self._failed:
                return
            try:
                await self._run(command)
            except Exception:
                self._failed = True
                raise

    async def _run(self, command: Command) -> None:
        number, outline = self._started, command.outline()
        self._started += 1
        batch = Batch(self._journal, self._step, number)
        self._journal.append(CommandStarted(self._step, number, outline))
        try:
            exit_code = await self._gateway.run(command, batch.add, self._made)
        finally:
            batch.flush()
        ok = exit_code in ((0,) if isinstance(command, Sql) else command.ok)
        self._journal.append(CommandEnded(self._step, number, exit_code, ok))
        if not ok:
            changed = isinstance(command, Edit) and exit_code == CHANGED
            raise (FileChanged if changed else Failed)(_failure(outline, exit_code, batch.last))

    def _made(self, undo: Undo) -> None:
        self._journal.append(Made(self._step, undo))


def _failure(outline: Outline, exit_code: int, last: Iterable[str]) -> str:
    kind = "answered" if outline.where.startswith("api:") else "ended with exit code"
    said = " / ".join(line.strip() for line in last if line.strip())
    return f"On {outline.where}, `{outline.line}` {kind} {exit_code}: {said or 'it said nothing'}"


def hidden(sight: Observation, approved: PlannedStep) -> dict[tuple[str, str], str]:
    """What cannot be seen and may be why the step asks for less than it was approved to do.

    Of the hosts that it was to change, all; of APIs, cells, other hosts and what has no place, what the
    plan could see. A step could take "unknown" for "unchanged".
    """
    fresh = sight.decision.outlines
    lacking = not sight.decision.blocked and less(approved, fresh) and not unapproved(approved, fresh)
    new = _new(sight, approved) if lacking else {}
    places = {command.where for command in approved.commands}
    return {key: error for key, error in sight.errors.items() if key[1] in places or key in new}


def _new(sight: Observation, approved: PlannedStep) -> dict[tuple[str, str], str]:
    """What could be seen when the plan was made, and cannot now."""
    if approved.unseen is None:
        return {}
    return {key: error for key, error in sight.errors.items() if named(key) not in approved.unseen}


def _lost(before: Observation, after: Observation) -> dict[tuple[str, str], str]:
    """What could be seen before the commands, and cannot any more."""
    return {key: error for key, error in after.errors.items() if key not in before.errors}


def _told(errors: Mapping[tuple[str, str], str]) -> str:
    return "; ".join(f"{named(key)}: {error}" for key, error in errors.items())


def _unchanged(step: Step, sight: Observation) -> StepEnded:
    """Nothing to do; and of what, that cannot be told for certain."""
    why = sight.decision.why
    if sight.errors:
        why = f"{why.rstrip('.')}, as far as can be seen. Not seen: {_told(sight.errors)}"
    return StepEnded(step.name, Status.UNCHANGED, why, unseen=tuple(map(named, sight.errors)))


def _refusal(
    step: Step, before: StepState, sight: Observation, again: frozenset[str]
) -> StepEnded | None:
    """Why the step must not act, if it must not."""
    if missed := hidden(sight, before.planned):
        why = f"It cannot be told whether it is so already. {_told(missed)}"
        return StepEnded(step.name, Status.BLOCKED, why)
    verdict = judge(before.planned, sight.decision)
    if verdict is Verdict.BLOCKED:
        return StepEnded(step.name, Status.BLOCKED, sight.decision.why)
    if verdict is Verdict.DRIFTED:
        new = unapproved(before.planned, sight.decision.outlines)
        why = f"Since the plan was approved, facts have changed: {sight.decision.why}"
        return StepEnded(step.name, Status.DRIFTED, why, new)
    doubled = _doubled(before, sight.decision)
    if doubled is not None and step.name not in again:
        return StepEnded(
            step.name,
            Status.BLOCKED,
            f"On {doubled.where}, `{doubled.line}` was started before, and how it ended is not known. "
            f"It must not run twice: look there first, then resume with --again {step.name}",
        )
    return None


def _doubled(before: StepState, decision: Decision) -> Outline | None:
    """A command that must not be repeated, was started, and of which nobody knows the end."""
    open_ones = {(o.where, o.line) for o in before.open if not o.repeatable}
    return next((o for o in decision.outlines if (o.where, o.line) in open_ones), None)


def _verified(step: Step, later: Observation, lost: Mapping[tuple[str, str], str]) -> StepEnded:
    if later.settled and not lost:
        return StepEnded(step.name, Status.DONE, later.decision.why)
    if lost:
        why = f"All commands went well, but it cannot be looked at any more. {_told(lost)}"
        return StepEnded(step.name, Status.UNVERIFIED, why)
    left = later.decision.outlines
    why = f"All commands went well, but it is not so yet: {later.decision.why}"
    return StepEnded(step.name, Status.UNVERIFIED, why, left)
