"""How long a run may still take: by what its steps took before, or else by its own pace. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.run.state import RunState, Status, StepState

_OVER = {Status.DONE, Status.UNCHANGED}
_AT_WORK = {Status.RUNNING, Status.VERIFYING}


def time_left(run: RunState, earlier: Iterable[RunState], now: float) -> Mapping[str, float]:
    """Seconds that each step of a run that goes on may still take, about; empty: nothing tells.

    `earlier`: other runs, the newest first; those of the same site count. A step of which no run
    tells takes as long as those of its kind in this run did on average: with commands, or without.
    """
    before = _before(run, earlier)
    paces = {acts: _pace(run, acts) for acts in (True, False)}
    found = {}
    for step in run.steps:
        if step.name in run.declined or step.status not in (*_AT_WORK, Status.WAITING):
            continue
        acts = bool(step.planned.commands)
        expected = before.get((step.name, acts), paces[acts])
        if expected is None:
            return {}
        begun = now - step.started if step.status in _AT_WORK else 0.0
        found[step.name] = max(0.0, expected - begun)
    return found


def _before(run: RunState, earlier: Iterable[RunState]) -> dict[tuple[str, bool], float]:
    """What each step took the last time that it was through, by whether it had something to do."""
    found: dict[tuple[str, bool], float] = {}
    for other in earlier:
        if other.id == run.id or other.site != run.site:
            continue
        for step in other.steps:
            if step.status in _OVER:
                found.setdefault((step.name, step.status is Status.DONE), _took(step))
    return found


def _pace(run: RunState, acts: bool) -> float | None:
    """What the steps of this run took on average; those without commands are quick anyway."""
    took = [_took(s) for s in run.steps if s.status in _OVER and bool(s.planned.commands) is acts]
    if took:
        return sum(took) / len(took)
    return None if acts else 1.0


def _took(step: StepState) -> float:
    return max(0.0, step.ended - step.started)
