"""What gave no answer is never taken for "it is so already": each repair's cases, each probe once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from actions.model.dependencies import with_needs
from actions.model.fact import Reading
from actions.model.plan import Action, Situation
from actions.run.executor import Observation, hidden
from actions.run.planner import decisions, errors_of, less, make_plan, planned, unapproved
from tests.repair.test_cases import CASES, _case, _situation
from tui.values.planned import verdict
from tui.values.status import NOTHING_SEEN


def _situations(name: str) -> Iterator[tuple[Action, Situation]]:
    """A repair on each of its cases."""
    for path in CASES:
        if path.parent.name == name:
            action, case = _case(path)
            yield action, _situation(case, case.get("given", {}))


def _blinded(action: Action, seen: Situation) -> Iterator[Situation]:
    """The cloud with each reading of each probe in error, one alone and all of a probe."""
    snapshot = seen.snapshot
    for probe in with_needs(need for step in action.steps for need in step.needs):
        known = dict(snapshot.readings.get(probe.name, {}))
        for silent in {(), *((subject,) for subject in known), tuple(known)} - {()}:
            error: Reading[Any] = Reading(error="no answer within 10 s", tried=1.0)
            readings = {**snapshot.readings, probe.name: known | dict.fromkeys(silent, error)}
            yield replace(seen, snapshot=replace(snapshot, readings=readings))


every_repair = pytest.mark.parametrize("name", sorted({path.parent.name for path in CASES}))


@every_repair
def test_no_step_takes_what_it_cannot_see_for_done(name: str) -> None:
    """It would do less than it does on the same cloud in full sight: the executor must see why."""
    for action, seen in _situations(name):
        approved = [planned(step, step.plan(seen)) for step in action.steps]
        for blind in _blinded(action, seen) if any(step.commands for step in approved) else ():
            for step, before in zip(action.steps, approved, strict=True):
                sight = Observation(step.plan(blind), errors_of(step, blind.snapshot))
                fresh = sight.decision.outlines
                stops = sight.decision.blocked or unapproved(before, fresh)
                assert stops or not less(before, fresh) or hidden(sight, before), (step.name, sight)


@every_repair
def test_no_plan_says_for_certain_that_there_is_nothing_to_do(name: str) -> None:
    for action, seen in _situations(name):
        if _idle(action, seen):
            continue
        for blind in _blinded(action, seen):
            if _idle(action, blind):
                plan = make_plan(action, blind)
                assert (plan.empty, verdict(plan).text) == (True, NOTHING_SEEN), plan


def _idle(action: Action, situation: Situation) -> bool:
    """Nothing would be done, and nothing is in the way."""
    found = decisions(action, situation)
    return not any(decision.commands or decision.blocked for _, decision in found)
