"""The state of a run: a pure fold of its journal's events."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from actions.model.command import Outline
from actions.model.event import (
    Approved,
    BackedUp,
    CommandEnded,
    CommandStarted,
    Event,
    Made,
    Output,
    RowsLeft,
    RunEnded,
    RunStarted,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.invocation import Invocation
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Host, Scope

TAIL = 1000
"""Lines of output that a state keeps; the journal has them all."""


class Status(enum.StrEnum):
    """How a run or one of its steps stands."""

    WAITING = "waiting"
    """Its turn has not come (steps only)."""
    RUNNING = "running"
    VERIFYING = "verifying"
    """Its commands are through, its result does not show yet (steps only)."""
    UNCHANGED = "unchanged"
    """There was nothing to do (steps only)."""
    DONE = "done"
    """Done, and verified on fresh facts."""
    DECLINED = "declined"
    """Not wanted (steps only)."""
    FAILED = "failed"
    """A command failed, or its connection was lost."""
    DRIFTED = "drifted"
    """Fresh facts ask for something that nobody approved."""
    UNVERIFIED = "unverified"
    """Its commands went well, but facts still ask for more."""
    BLOCKED = "blocked"
    """A step refuses to go on, or must be asked for again."""
    INTERRUPTED = "interrupted"
    """Its runner died."""

    @classmethod
    def _missing_(cls, word: object) -> Status:
        """A word of 0.1.0's journals; one of a later version is not done, for all that is known."""
        return {"satisfied": cls.UNCHANGED, "cut": cls.INTERRUPTED}.get(str(word), cls.FAILED)


@dataclass(frozen=True)
class CommandState:
    """A command that was started; `exit` is None until it has ended."""

    outline: Outline
    exit: int | None = None
    ok: bool = False
    started: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True)
class StepState:
    """A step of a run: what was planned, and what became of it."""

    planned: PlannedStep
    status: Status = Status.WAITING
    why: str = ""
    commands: tuple[CommandState, ...] = ()
    """Those started since the step was last taken up."""
    unapproved: tuple[Outline, ...] = ()
    """For a drifted step: what nobody approved."""
    unseen: tuple[str, ...] = ()
    """For an unchanged step: what could not be looked at."""
    seen: tuple[str, ...] = ()
    """What an earlier step could not look at, and this one could."""
    open: tuple[Outline, ...] = ()
    """Commands that were started and whose end is not known."""
    began: float = 0.0
    """When the first of its commands was started, however often it was taken up since; 0: none was."""
    started: float = 0.0
    ended: float = 0.0

    @property
    def name(self) -> str:
        """The step's name."""
        return self.planned.name

    @property
    def title(self) -> str:
        """The step's title."""
        return self.planned.title

    def command(self, number: int) -> CommandState | None:
        """The command of that number; None where a damaged journal has another one."""
        return self.commands[number] if 0 <= number < len(self.commands) else None


@dataclass(frozen=True)
class Line:
    """One line that a command printed, masked."""

    step: str
    where: str
    text: str


@dataclass(frozen=True)
class RunState:
    """A run as its journal tells it."""

    id: str
    plan: Plan
    site: str = ""
    path: str = ""
    """The site file."""
    cloud: str = ""
    cwd: str = ""
    version: str = ""
    """Of the stackmend that it was approved with."""
    invocation: Invocation = field(default_factory=Invocation)
    """How its site was opened: what is said to go on leads there again."""
    hosts: tuple[Host, ...] = ()
    """The site's, where no site file names them."""
    scope: Scope | None = None
    """Where its requests to the APIs go; None: not known."""
    declined: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    status: Status = Status.RUNNING
    why: str = ""
    steps: tuple[StepState, ...] = ()
    output: tuple[Line, ...] = ()
    """The last lines, at most `TAIL`."""
    backups: tuple[BackedUp, ...] = ()
    """Oldest first."""
    left: tuple[RowsLeft, ...] = ()
    """Oldest first."""
    made: tuple[Made, ...] = ()
    """Oldest first."""
    started: float = 0.0
    """When it was approved."""
    ended: float = 0.0
    pid: int = 0
    alive: bool = False
    """Its runner holds the run's lock: looked at, not read from the journal."""

    @property
    def action(self) -> str:
        """The action's name."""
        return self.plan.action

    @property
    def title(self) -> str:
        """The action's title."""
        return self.plan.title

    @property
    def target(self) -> str:
        """What the action is done to."""
        return self.plan.target

    @property
    def over(self) -> int:
        """How many steps are through."""
        return sum(step.status in _THROUGH for step in self.steps)

    @property
    def resumable(self) -> bool:
        """No runner is at work on it, and it is not done."""
        return not self.alive and self.status is not Status.DONE

    @property
    def undoable(self) -> bool:
        """No runner is at work on it, and it has changed what `undo` takes back."""
        return not self.alive and bool(self.backups or self.made)

    @property
    def unseen(self) -> tuple[str, ...]:
        """What steps that had nothing to do could not look at, and none after them could."""
        left: dict[str, None] = {}
        for step in self.steps:
            left = {name: None for name in (*left, *step.unseen) if name not in step.seen}
        return tuple(left)

    def step(self, name: str) -> StepState | None:
        """The step of that name."""
        return next((s for s in self.steps if s.name == name), None)


_THROUGH = {Status.UNCHANGED, Status.DONE, Status.DECLINED}


def reduce(run_id: str, events: Iterable[Event]) -> RunState | None:
    """The state after all events; None while there is no approved plan among them."""
    state: RunState | None = None
    for event in events:
        state = after(run_id, state, event)
    return state


def after(run_id: str, state: RunState | None, event: Event) -> RunState | None:
    """The state after one more event."""
    if isinstance(event, Approved):
        return _approved(run_id, event)
    return None if state is None else _CHANGES[type(event)](state, event)


def seen(state: RunState, alive: bool) -> RunState:
    """The state with what was seen of its runner: what goes on without a runner is interrupted."""
    if alive:
        return replace(state, alive=True)
    steps = tuple(
        replace(s, status=Status.INTERRUPTED) if s.status in (Status.RUNNING, Status.VERIFYING) else s
        for s in state.steps
    )
    if state.status is not Status.RUNNING:
        return replace(state, alive=False, steps=steps)
    died = "its runner died (killed, the machine went down, or the disk is full)"
    why = died if state.pid else "no runner has begun with it: nothing of it was done"
    return replace(state, alive=False, status=Status.INTERRUPTED, why=why, steps=steps)


def _approved(run_id: str, event: Approved) -> RunState:
    return RunState(
        id=run_id,
        plan=event.plan,
        site=event.site,
        path=event.path,
        cloud=event.cloud,
        cwd=event.cwd,
        version=event.version,
        invocation=event.invocation or _guessed(event),
        hosts=event.hosts,
        scope=event.scope,
        declined=event.declined,
        steps=tuple(StepState(planned) for planned in event.plan.steps),
        started=event.at,
    )


_DEMO = "/stackmend/demo/site.toml"
"""How the path of the simulated cloud's site file ends."""


def _guessed(event: Approved) -> Invocation:
    """Journals of earlier versions tell the file and the cloud, and not which of them was named."""
    if event.path.endswith(_DEMO):
        return Invocation(demo=True)
    return Invocation(site=event.path, cloud=event.cloud)


def _run_started(state: RunState, event: RunStarted) -> RunState:
    return replace(state, status=Status.RUNNING, why="", ended=0.0, pid=event.pid, again=event.again)


def _run_ended(state: RunState, event: RunEnded) -> RunState:
    return replace(state, status=Status(event.status), why=event.why, ended=event.at)


def _backed_up(state: RunState, event: BackedUp) -> RunState:
    return replace(state, backups=(*state.backups, event))


def _rows_left(state: RunState, event: RowsLeft) -> RunState:
    return replace(state, left=(*state.left, event))


def _made(state: RunState, event: Made) -> RunState:
    return replace(state, made=(*state.made, event))


def _step_started(state: RunState, event: StepStarted) -> RunState:
    return _step(
        state,
        event.step,
        lambda step: replace(
            step,
            status=Status.RUNNING,
            why="",
            commands=(),
            unapproved=(),
            unseen=(),
            seen=(),
            started=event.at,
            ended=0.0,
        ),
    )


def _verifying(state: RunState, event: Verifying) -> RunState:
    return _step(state, event.step, lambda step: replace(step, status=Status.VERIFYING))


def _step_ended(state: RunState, event: StepEnded) -> RunState:
    return _step(
        state,
        event.step,
        lambda step: replace(
            step,
            status=Status(event.status),
            why=event.why,
            unapproved=event.unapproved,
            unseen=event.unseen,
            seen=event.seen,
            ended=event.at,
        ),
    )


def _command_started(state: RunState, event: CommandStarted) -> RunState:
    return _step(
        state,
        event.step,
        lambda step: replace(
            step,
            commands=(*step.commands, CommandState(event.outline, started=event.at)),
            open=(*_less(step.open, event.outline), event.outline),
            began=step.began or event.at,
        ),
    )


def _command_ended(state: RunState, event: CommandEnded) -> RunState:
    def ended(step: StepState) -> StepState:
        command = step.command(event.number)
        if command is None:
            return step
        done = replace(command, exit=event.exit, ok=event.ok, ended=event.at)
        commands = (*step.commands[: event.number], done, *step.commands[event.number + 1 :])
        return replace(step, commands=commands, open=_less(step.open, command.outline))

    return _step(state, event.step, ended)


def _output(state: RunState, event: Output) -> RunState:
    step = state.step(event.step)
    command = step.command(event.number) if step else None
    where = command.outline.where if command else ""
    lines = (Line(event.step, where, text) for text in event.lines)
    return replace(state, output=(*state.output, *lines)[-TAIL:])


def _step(state: RunState, name: str, change: Callable[[StepState], StepState]) -> RunState:
    return replace(state, steps=tuple(change(s) if s.name == name else s for s in state.steps))


def _less(outlines: tuple[Outline, ...], one: Outline) -> tuple[Outline, ...]:
    return tuple(o for o in outlines if (o.where, o.line) != (one.where, one.line))


_CHANGES: dict[type[Event], Callable[[RunState, Any], RunState]] = {
    BackedUp: _backed_up,
    CommandEnded: _command_ended,
    CommandStarted: _command_started,
    Made: _made,
    Output: _output,
    RowsLeft: _rows_left,
    RunEnded: _run_ended,
    RunStarted: _run_started,
    StepEnded: _step_ended,
    StepStarted: _step_started,
    Verifying: _verifying,
}
