"""How the steps of an installation stand, from the newest plan or run that knows: pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.model.command import Outline
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Site
from actions.run.state import CommandState, RunState, Status, StepState

API = "API"
"""Stands for the host where a command is a request to an API."""


class State(enum.StrEnum):
    """How a step stands, as a whole or on one host."""

    UNCHECKED = "not checked"
    UNCHANGED = "unchanged"
    TODO = "to do"
    RUNNING = "running"
    VERIFYING = "verifying"
    DONE = "done"
    """Done by a run, and verified on fresh facts."""
    DECLINED = "declined"
    FAILED = "failed"
    DRIFTED = "drifted"
    UNVERIFIED = "unverified"
    BLOCKED = "blocked"
    INTERRUPTED = "interrupted"


WELL = frozenset({State.UNCHANGED, State.DONE})
AT_WORK = frozenset({State.RUNNING, State.VERIFYING})
STUCK = frozenset(
    {State.FAILED, State.DRIFTED, State.UNVERIFIED, State.BLOCKED, State.INTERRUPTED, State.DECLINED}
)


@dataclass(frozen=True)
class StepStatus:
    """How one step stands, and how one can tell."""

    state: State = State.UNCHECKED
    why: str = ""
    at: float = 0.0
    """When that was seen, in seconds since the epoch; 0: never."""
    planned: PlannedStep | None = None
    """The step as that plan or run has it."""
    hosts: Mapping[str, State] = field(default_factory=dict)
    """By host, as far as plans and runs have named any."""
    run: RunState | None = None
    """The run that tells so; None: a plan does."""

    @property
    def of_run(self) -> StepState | None:
        """The step in that run."""
        return self.run.step(self.planned.name) if self.run and self.planned else None


Dated = Sequence[tuple[float, Plan]]
"""Plans, and when each was made."""


def step_statuses(plans: Dated, runs: Iterable[RunState], site: Site) -> dict[str, StepStatus]:
    """How each step stands, by its name, by the newest of these plans and runs of the site."""
    seen: dict[str, list[StepStatus]] = {}
    for made, plan in plans:
        for step in plan.steps:
            seen.setdefault(step.name, []).append(_from_plan(step, made))
    for run in runs:
        for state in run.steps:
            seen.setdefault(state.name, []).append(_from_run(state, run))
    order = {host.name: number for number, host in enumerate(site.hosts)}
    return {name: _joined(found, order) for name, found in seen.items()}


def _joined(seen: Sequence[StepStatus], order: Mapping[str, int]) -> StepStatus:
    """The newest, on all hosts that any of them names."""
    newest = max(seen, key=lambda one: one.at)
    hosts = {host for one in seen for host in _concerned(one)}
    ordered = sorted(hosts, key=lambda host: (order.get(host, len(order)), host))
    return replace(newest, hosts={host: _on(host, newest) for host in ordered})


def _from_plan(step: PlannedStep, at: float) -> StepStatus:
    state = State.BLOCKED if step.blocked else State.TODO if step.commands else State.UNCHANGED
    blind = state is State.UNCHANGED and step.unseen
    why = f"{step.why}; not seen: {', '.join(step.unseen or ())}" if blind else step.why
    return StepStatus(state, why, at, step)


def _from_run(step: StepState, run: RunState) -> StepStatus:
    if step.status is Status.WAITING:
        return replace(_from_plan(step.planned, run.started), run=run)
    state = State.UNCHANGED if step.status is Status.UNCHANGED else State(step.status.value)
    return StepStatus(state, step.why, step.ended or step.started, step.planned, run=run)


def place(outline: Outline) -> str:
    """The host of a command, or that it is a request to an API."""
    return API if outline.where.startswith("api:") else outline.where


def _concerned(one: StepStatus) -> Iterator[str]:
    """The hosts that the step is about, by a plan or a run."""
    if one.planned is not None:
        yield from (place(outline) for outline in one.planned.commands)
        yield from one.planned.hosts


def _on(host: str, one: StepStatus) -> State:
    """How the step stands on one host."""
    if one.state in WELL or one.planned is None:
        return one.state
    there = [outline for outline in one.planned.commands if place(outline) == host]
    step = one.of_run
    if step is None or step.status is Status.WAITING:
        return one.state if there or one.state is State.BLOCKED else State.UNCHANGED
    if not there:
        return State.UNCHANGED
    return _in_run([c for c in step.commands if place(c.outline) == host], len(there), one.state)


def _in_run(started: Sequence[CommandState], approved: int, state: State) -> State:
    """How a step that was begun stands on one host, by the commands that were started there."""
    if any(command.exit is not None and not command.ok for command in started):
        return State.FAILED
    if any(command.exit is None for command in started):
        return State.RUNNING if state in AT_WORK else state
    if len(started) < approved:
        return State.TODO
    return _ENDED.get(state, state)


_ENDED = {State.INTERRUPTED: State.DONE, State.FAILED: State.DONE, State.RUNNING: State.VERIFYING}
"""What a host's part is whose commands ended well, while the step as a whole stands so."""
