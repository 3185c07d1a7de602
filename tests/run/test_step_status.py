"""How steps stand: cases of plans and runs, and what the newest of them says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.model.command import Outline
from actions.model.event import (
    Approved,
    CommandEnded,
    CommandStarted,
    Event,
    RunStarted,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Host, Site
from actions.run.state import RunState, Status, reduce, seen
from actions.run.step_status import Dated, StepStatus, step_statuses

SITE = Site("lab", tuple(Host(name) for name in ("controller", "compute1", "compute2")))
ON_CONTROLLER = Outline("controller", "systemctl restart")
ON_COMPUTE = Outline("compute1", "systemctl restart")
ENDPOINT = Outline("api:identity", "openstack endpoint create")
BOTH = PlannedStep("units", "Units", (ON_CONTROLLER, ON_COMPUTE), "they are old")
SO = PlannedStep("units", "Units", (), "they run there", hosts=("controller", "compute1"))
STUCK = PlannedStep("units", "Units", (), "there is no unit", blocked=True, hosts=("compute1",))
TOLD = PlannedStep("units", "Units", (), "compute2 has nothing to do with it")
BY_API = PlannedStep("units", "Units", (ENDPOINT,), "missing")
APPROVED = Approved(Plan("install", "", "", (BOTH,)), "lab", at=10.0)
BEGUN = (APPROVED, RunStarted(1, at=11.0), StepStarted("units", at=12.0))
HALF = (*BEGUN, CommandStarted("units", 0, ON_CONTROLLER), CommandEnded("units", 0, 0, True))
BUSY = (*HALF, CommandStarted("units", 1, ON_COMPUTE))
OVER = (*BUSY, CommandEnded("units", 1, 0, True))
BROKEN = (*BUSY, CommandEnded("units", 1, 1, False), StepEnded("units", "failed", "exit 1", at=20.0))


def standing(plans: Dated, runs: tuple[RunState, ...]) -> StepStatus:
    """How the one step stands."""
    return step_statuses(plans, runs, SITE).get("units") or StepStatus()


def plan(step: PlannedStep) -> Plan:
    return Plan("install-nova", "", "", (step,))


def run(*events: Event, alive: bool = True) -> RunState:
    found = reduce("r1", events)
    assert found is not None
    return seen(found, alive)


CASES: dict[str, tuple[Dated, tuple[RunState, ...], str, dict[str, str]]] = {
    "nobody looked": ((), (), "not checked", {}),
    "planned": ([(5.0, plan(BOTH))], (), "to do", {"controller": "to do", "compute1": "to do"}),
    "planned, through the API": ([(5.0, plan(BY_API))], (), "to do", {"API": "to do"}),
    "planned, blocked": ([(5.0, plan(STUCK))], (), "blocked", {"compute1": "blocked"}),
    "planned, so, with a host in the sentence": ([(5.0, plan(TOLD))], (), "unchanged", {}),
    "planned, so": (
        [(5.0, plan(SO))], (), "unchanged", {"controller": "unchanged", "compute1": "unchanged"},
    ),
    "another plan, later, finds one host left": (
        [(5.0, plan(BOTH)), (6.0, plan(replace(BOTH, commands=(ON_COMPUTE,))))], (),
        "to do", {"controller": "unchanged", "compute1": "to do"},
    ),
    "an older plan says nothing": (
        [(6.0, plan(SO)), (5.0, plan(BOTH))], (),
        "unchanged", {"controller": "unchanged", "compute1": "unchanged"},
    ),
    "a run's turn has not come": (
        (), (run(APPROVED),), "to do", {"controller": "to do", "compute1": "to do"},
    ),
    "a run looks": ((), (run(*BEGUN),), "running", {"controller": "to do", "compute1": "to do"}),
    "a run is through with one host": (
        (), (run(*HALF),), "running", {"controller": "verifying", "compute1": "to do"},
    ),
    "a run is at work on the other": (
        (), (run(*BUSY),), "running", {"controller": "verifying", "compute1": "running"},
    ),
    "a run verifies": (
        (), (run(*OVER, Verifying("units", 9.0)),),
        "verifying", {"controller": "verifying", "compute1": "verifying"},
    ),
    "a run failed on one host": (
        (), (run(*BROKEN, alive=False),), "failed", {"controller": "done", "compute1": "failed"},
    ),
    "a run was killed": (
        (), (run(*BUSY, alive=False),), "interrupted",
        {"controller": "done", "compute1": "interrupted"},
    ),
    "a run is done": (
        (), (run(*OVER, StepEnded("units", "done", "they run", at=20.0)),),
        "done", {"controller": "done", "compute1": "done"},
    ),
    "a run found it so": (
        (), (run(*BEGUN, StepEnded("units", "unchanged", "they run", at=20.0)),),
        "unchanged", {"controller": "unchanged", "compute1": "unchanged"},
    ),
    "a plan after a run counts": (
        [(30.0, plan(SO))], (run(*BROKEN, alive=False),),
        "unchanged", {"controller": "unchanged", "compute1": "unchanged"},
    ),
    "a plan before a run does not": (
        [(9.0, plan(SO))], (run(*BROKEN, alive=False),),
        "failed", {"controller": "done", "compute1": "failed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_step_stands(name: str) -> None:
    plans, runs, state, hosts = CASES[name]
    found = standing(plans, runs)
    assert (found.state, dict(found.hosts)) == (state, hosts)


def test_hosts_come_in_the_order_of_the_site() -> None:
    scattered = replace(BOTH, commands=(ENDPOINT, ON_COMPUTE, ON_CONTROLLER))
    assert list(standing([(1.0, plan(scattered))], ()).hosts) == ["controller", "compute1", "API"]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.WAITING])
def test_every_status_of_a_step_is_a_state(status: Status) -> None:
    ended = run(*BEGUN, StepEnded("units", status.value, "so it ended", at=20.0))
    found = standing((), (ended,))
    assert (found.why, found.run) == ("so it ended", ended)
