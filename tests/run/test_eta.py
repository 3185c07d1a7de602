"""How long a run may still take, by earlier runs and by its own pace."""

from __future__ import annotations

from dataclasses import replace

from actions.model.command import Outline
from actions.model.plan import Plan, PlannedStep
from actions.run.eta import time_left
from actions.run.state import RunState, Status, StepState

ACT = (Outline("controller", "true"),)
NAMES = ("packages", "config", "units", "hosts")
PLAN = Plan(
    "install", "", "", tuple(PlannedStep(n, n, () if n == "config" else ACT, "") for n in NAMES)
)


def run(run_id: str, *steps: tuple[Status, float, float], site: str = "lab") -> RunState:
    """A run of which the first steps stood so, from and until then."""
    known = [
        StepState(planned, status, started=began, ended=ended)
        for planned, (status, began, ended) in zip(PLAN.steps, steps, strict=False)
    ]
    rest = [StepState(planned) for planned in PLAN.steps[len(known) :]]
    return RunState(run_id, PLAN, site, steps=(*known, *rest), alive=True)


NOW = run("now", (Status.DONE, 0, 100), (Status.RUNNING, 100, 0))
BEFORE = run(
    "before", (Status.DONE, 0, 300), (Status.UNCHANGED, 300, 304), (Status.DONE, 304, 324),
    (Status.UNCHANGED, 324, 325),
)  # fmt: skip


def test_what_a_step_took_before_tells() -> None:
    told = time_left(NOW, (NOW, BEFORE), 101.0)
    # "hosts" had nothing to do then and has now: only its own run's pace tells.
    assert told == {"config": 3.0, "units": 20.0, "hosts": 100.0}


def test_a_step_that_takes_longer_than_before_is_about_to_end() -> None:
    assert time_left(NOW, (BEFORE,), 500.0)["config"] == 0.0


def test_without_earlier_runs_its_own_pace_tells() -> None:
    assert time_left(NOW, (NOW,), 100.0) == {"config": 1.0, "units": 100.0, "hosts": 100.0}


def test_another_site_tells_nothing() -> None:
    elsewhere = replace(BEFORE, site="another")
    assert time_left(NOW, (elsewhere,), 100.0) == time_left(NOW, (), 100.0)


def test_at_its_first_step_nothing_tells() -> None:
    assert time_left(run("first", (Status.RUNNING, 0, 0)), (), 5.0) == {}


def test_the_newest_of_earlier_runs_tells() -> None:
    newer = replace(BEFORE, id="newer", steps=(BEFORE.steps[0], replace(BEFORE.steps[1], ended=310.0)))
    assert time_left(NOW, (newer, BEFORE), 100.0)["config"] == 10.0
