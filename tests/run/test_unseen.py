"""A step that could not look: it is no more than it was approved to be, and never called unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from actions.deployments.layout import Layout
from actions.facts.hosts import host_layout
from actions.model.command import Command, Outline, Shell
from actions.model.event import StepEnded
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.site import Host, Site
from actions.run.executor import StepExecutor
from actions.run.journal import Journal
from actions.run.planner import errors_of, planned
from actions.run.state import Status, StepState
from tests.run.test_deployers import CHARMS

SITE = Site("lab", (Host("ctl", frozenset({"controller"})), Host("cmp", frozenset({"compute"}))))
AGENTS: Probe[tuple[str, ...]] = Probe("agents", lambda _: {}, lambda answer: answer)
"""The hosts of the agents that are down, as an API says."""
SILENT = "HTTP 503"


def _plan(situation: Situation) -> Decision:
    down = situation.get(AGENTS) or ()
    if not down:
        return already("all of them run")
    return do(*(Shell(host, "systemctl start agent") for host in down), why=f"{down} do not run")


STEP = Step("start", "Start them", (AGENTS,), _plan)


class _Gateway:
    """Runs nothing, and keeps what it was told to run."""

    site = SITE

    def __init__(self) -> None:
        self.ran: list[Outline] = []

    async def run(self, command: Command, *_: object) -> int:
        self.ran.append(command.outline())
        return 0


class _Trial:
    """An execution on facts that are given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gateway = _Gateway()
        self.pauses = 0
        self.facts: Mapping[str, Mapping[str, Reading[object]]] = {}
        monkeypatch.setattr("actions.run.executor.poll", self._poll)
        self.execution = StepExecutor(
            self.gateway,  # type: ignore[arg-type]
            Journal(folder),
            folder,
            pause=self._pause,
            clock=lambda: float(self.pauses),
        )

    def see(self, *down: str, error: str = "", layout: Layout | None = None) -> Situation:
        """What is so from now on; an error hides the agents."""
        reading: Reading[object] = Reading(error=error) if error else Reading(down)
        self.facts = {"agents": {"": reading}, host_layout.PROBE.name: {"ctl": Reading(layout)}}
        return Situation(Snapshot(SITE, readings=self.facts))

    def approved(self, *down: str, error: str = "") -> StepState:
        """The step as it is planned while that is so."""
        situation = self.see(*down, error=error)
        return StepState(planned(STEP, STEP.plan(situation), errors_of(STEP, situation.snapshot)))

    async def perform(self, before: StepState) -> StepEnded:
        """Carry it out."""
        return await self.execution.perform(STEP, before)

    async def _poll(self, *_: object) -> Snapshot:
        return Snapshot(SITE, readings=self.facts)

    async def _pause(self, _: float) -> None:
        self.pauses += 1


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Trial:
    return _Trial(tmp_path, monkeypatch)


async def test_what_an_api_does_not_tell_is_not_taken_for_done(trial: _Trial) -> None:
    before = trial.approved("ctl")
    trial.see(error=SILENT)
    ended = await trial.perform(before)
    assert (ended.status, trial.pauses) == (Status.BLOCKED, 45)
    assert ended.why == "It cannot be told whether it is so already. agents: HTTP 503"


async def test_a_part_of_what_was_approved_is_not_taken_for_done_unseen(
    trial: _Trial,
) -> None:
    before = trial.approved("ctl", "cmp")
    trial.see(error=SILENT)
    seen = do(Shell("ctl", "systemctl start agent"), why="the unit of ctl is inactive")
    ended = await trial.execution.perform(replace(STEP, plan=lambda _: seen), before)
    assert (ended.status, trial.gateway.ran) == (Status.BLOCKED, [])


async def test_what_the_plan_did_not_see_either_keeps_nothing_back(trial: _Trial) -> None:
    """A host that is down for weeks: the plan said so, and was approved."""
    before = trial.approved("ctl")
    known = replace(before, planned=replace(before.planned, unseen=("agents",)))
    trial.see(error=SILENT)
    ended = await trial.perform(known)
    assert (ended.status, ended.unseen, trial.pauses) == (Status.UNCHANGED, ("agents",), 0)
    assert ended.why == "all of them run, as far as can be seen. Not seen: agents: HTTP 503"


async def test_what_was_so_and_cannot_be_seen_any_more_is_waited_for_once_a_run(trial: _Trial) -> None:
    before = trial.approved()
    trial.see(error=SILENT)
    first = await trial.perform(before)
    assert (first.status, first.unseen, trial.pauses) == (Status.UNCHANGED, ("agents",), 45)
    await trial.perform(before)
    assert trial.pauses == 45


async def test_what_is_seen_is_unchanged_and_nothing_more_is_said(trial: _Trial) -> None:
    before = trial.approved("ctl")
    trial.see()
    ended = await trial.perform(before)
    assert (ended.status, ended.why, ended.unseen) == (Status.UNCHANGED, "all of them run", ())


async def test_a_host_that_is_found_to_be_a_deployers_alone_is_not_changed(trial: _Trial) -> None:
    """Its layout had not answered when the plan was made."""
    before = trial.approved("ctl")
    trial.see("ctl", layout=CHARMS)
    ended = await trial.perform(before)
    assert (ended.status, trial.gateway.ran) == (Status.BLOCKED, [])
    assert ended.why.startswith("ctl is of juju charms: ")


async def test_what_a_later_step_sees_is_seen(trial: _Trial) -> None:
    before = trial.approved(error=SILENT)
    blind = await trial.perform(before)
    trial.see()
    seen = await trial.perform(before)
    assert (blind.unseen, blind.seen, seen.unseen, seen.seen) == (("agents",), (), (), ("agents",))
