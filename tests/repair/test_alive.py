"""What was dead when its deletion was approved, and is looked at again right before it."""

from __future__ import annotations

from typing import Any

from actions.model.plan import PlannedStep
from actions.repair.services.delete_stale_service import ACTION
from actions.run.planner import Verdict, judge, make_plan
from tests.repair.building import situation

TARGET = "compute1/ovn-controller"


def _chassis(**alive: bool) -> dict[str, Any]:
    kind = "OVN Controller agent"
    return {
        "agents": {
            f"ovn-controller compute1 {id_}": {"type": kind, "alive": up} for id_, up in alive.items()
        }
    }


def _approved() -> PlannedStep:
    (step,) = make_plan(ACTION, situation(_chassis(old=False, new=True), TARGET)).steps
    assert [outline.line for outline in step.commands] == ["openstack network agent delete old"]
    return step


def _judged(**alive: bool) -> Verdict:
    return judge(_approved(), ACTION.steps[0].plan(situation(_chassis(**alive), TARGET)))


def test_the_row_that_was_approved_and_no_other() -> None:
    assert _judged(old=False, new=True) is Verdict.PROCEED


def test_it_came_alive_in_between() -> None:
    assert _judged(old=True, new=True) is Verdict.UNCHANGED


def test_the_other_one_is_dead_now() -> None:
    assert _judged(old=True, new=False) is Verdict.DRIFTED


def test_somebody_deleted_it() -> None:
    assert _judged(new=True) is Verdict.UNCHANGED
