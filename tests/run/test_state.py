"""The state of a run is a fold of its events: cases of events, and of what they make."""

from __future__ import annotations

import pytest

from actions.model.command import Outline
from actions.model.event import (
    Approved,
    BackedUp,
    CommandEnded,
    CommandStarted,
    Event,
    Output,
    RunEnded,
    RunStarted,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.plan import Plan, PlannedStep
from actions.run.state import TAIL, RunState, Status, reduce, seen

SYNC = Outline("ctl", "nova-manage db sync")
ONCE = Outline("ctl", "nova-manage api_db archive", repeatable=False)
PLAN = Plan(
    "remap-cell0",
    "Give cell0 its database",
    "",
    (
        PlannedStep("map", "Map it", (SYNC, ONCE), "it is wrong"),
        PlannedStep(
            "restart", "Restart nova", (Outline("ctl", "systemctl restart nova-api"),), "stale"
        ),
    ),
)
APPROVED = Approved(PLAN, "lab", path="/lab.toml", at=1.0)
BEGUN = (APPROVED, RunStarted(17, at=2.0), StepStarted("map", at=3.0))
RUN_SYNC = (*BEGUN, CommandStarted("map", 0, SYNC, at=4.0))
DONE_SYNC = (*RUN_SYNC, CommandEnded("map", 0, 0, True, at=5.0))
RUN_ONCE = (*DONE_SYNC, CommandStarted("map", 1, ONCE, at=6.0))
AGAIN = (*RUN_ONCE, RunStarted(18, ("map",)), StepStarted("map"))


def state(*events: Event) -> RunState:
    found = reduce("r1", events)
    assert found is not None
    return found


STATUS = {
    "approved": ((APPROVED,), Status.RUNNING, (Status.WAITING, Status.WAITING)),
    "looking": (BEGUN, Status.RUNNING, (Status.RUNNING, Status.WAITING)),
    "verifying": (
        (*DONE_SYNC, Verifying("map", 5)),
        Status.RUNNING,
        (Status.VERIFYING, Status.WAITING),
    ),
    "a step done": (
        (*DONE_SYNC, StepEnded("map", "done"), StepStarted("restart")),
        Status.RUNNING,
        (Status.DONE, Status.RUNNING),
    ),
    "failed": (
        (*RUN_SYNC, StepEnded("map", "failed", "no"), RunEnded("failed", "no")),
        Status.FAILED,
        (Status.FAILED, Status.WAITING),
    ),
    "taken up again": (AGAIN, Status.RUNNING, (Status.RUNNING, Status.WAITING)),
    "done": (
        (*BEGUN, StepEnded("map", "unchanged"), StepEnded("restart", "declined"), RunEnded("done")),
        Status.DONE,
        (Status.UNCHANGED, Status.DECLINED),
    ),
}


@pytest.mark.parametrize(("events", "status", "steps"), STATUS.values(), ids=STATUS)
def test_status(events: tuple[Event, ...], status: Status, steps: tuple[Status, ...]) -> None:
    found = seen(state(*events), alive=True)
    assert (found.status, tuple(step.status for step in found.steps)) == (status, steps)


OPEN = {
    "nothing started": (BEGUN, ()),
    "one runs": (RUN_SYNC, (SYNC,)),
    "one ended": (DONE_SYNC, ()),
    "the next runs": (RUN_ONCE, (ONCE,)),
    "known still by the next runner": (AGAIN, (ONCE,)),
    "started twice": ((*AGAIN, CommandStarted("map", 0, ONCE)), (ONCE,)),
    "ended the second time": (
        (*AGAIN, CommandStarted("map", 0, ONCE), CommandEnded("map", 0, 0, True)),
        (),
    ),
}


@pytest.mark.parametrize(("events", "left"), OPEN.values(), ids=OPEN)
def test_commands_whose_end_nobody_knows(events: tuple[Event, ...], left: tuple[Outline, ...]) -> None:
    assert state(*events).steps[0].open == left


def test_no_plan_no_state() -> None:
    assert reduce("r1", (RunStarted(1), StepStarted("map"))) is None


def test_commands_carry_their_times_and_ends() -> None:
    first, second = state(*RUN_ONCE).steps[0].commands
    assert (first.exit, first.ok, first.started, first.ended) == (0, True, 4.0, 5.0)
    assert (second.exit, second.ok, second.ended) == (None, False, 0.0)


def test_output_names_its_host_and_keeps_the_last_lines() -> None:
    lines = tuple(f"line {n}" for n in range(TAIL + 5))
    output = state(*RUN_SYNC, Output("map", 0, lines[:10]), Output("map", 0, lines[10:])).output
    assert len(output) == TAIL
    assert (output[0].text, output[-1].text) == ("line 5", f"line {TAIL + 4}")
    assert (output[0].step, output[0].where) == ("map", "ctl")


def test_a_run_whose_runner_died_is_cut_and_so_is_its_step() -> None:
    found = seen(state(*RUN_ONCE), alive=False)
    assert (found.status, found.steps[0].status, found.resumable) == (
        Status.INTERRUPTED,
        Status.INTERRUPTED,
        True,
    )
    assert "its runner died" in found.why


def test_a_run_that_ended_stays_as_it_ended() -> None:
    found = seen(state(*BEGUN, RunEnded("done", at=9.0)), alive=False)
    assert (found.status, found.ended, found.resumable) == (Status.DONE, 9.0, False)


def test_a_second_runner_clears_what_the_first_said() -> None:
    found = state(
        *BEGUN, StepEnded("map", "failed", "no"), RunEnded("failed", "no", at=8.0), *AGAIN[-2:]
    )
    assert (found.status, found.why, found.ended, found.pid) == (Status.RUNNING, "", 0.0, 18)
    assert found.again == ("map",)
    assert (found.steps[0].status, found.steps[0].why) == (Status.RUNNING, "")


def test_progress_counts_what_is_through() -> None:
    assert state(*BEGUN, StepEnded("map", "unchanged")).over == 1
    assert state(*BEGUN, StepEnded("map", "unverified")).over == 0


def test_backups_are_listed() -> None:
    backup = BackedUp("map", "backup-map.json", ("cell_mappings",))
    assert state(*BEGUN, backup).backups == (backup,)


def test_a_status_of_a_later_version_is_not_done() -> None:
    ended = state(*BEGUN, StepEnded("map", "paused"), RunEnded("paused"))
    assert (ended.status, ended.steps[0].status) == (Status.FAILED, Status.FAILED)
    assert ended.resumable


def test_when_a_step_first_did_something_is_kept_however_often_it_is_taken_up() -> None:
    assert [step.began for step in state(*BEGUN).steps] == [0.0, 0.0]
    assert [step.began for step in state(*AGAIN).steps] == [4.0, 0.0]
    assert state(*AGAIN, CommandStarted("map", 0, SYNC, at=90.0)).steps[0].began == 4.0


def test_a_run_that_nobody_took_up_has_no_runner_that_died() -> None:
    approved = state(Approved(PLAN, "lab"))
    assert seen(approved, alive=False).why == "no runner has begun with it: nothing of it was done"
