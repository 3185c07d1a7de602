"""Nothing to do, as far as can be seen: what is said of it, and the exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.model.event import RunEnded, StepEnded
from actions.model.fact import Snapshot
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Site
from actions.run.journal import read_run
from tests.cli.conftest import Call
from tests.cli.test_runs import APPROVED, BEGUN, PLAN, make_run
from tui.windows.run import standing

SEEN = PlannedStep("map", "Map cell0", (), "cell0 is mapped well")
BLIND = replace(SEEN, unseen=("cell-databases one",))


@pytest.mark.parametrize(
    ("step", "code", "says"),
    [
        (SEEN, 0, "There is nothing to do."),
        (BLIND, 2, "nothing to do as far as can be seen, but not all could be looked at"),
    ],
)
@pytest.mark.parametrize("verb", ["plan", "run"])
def test_nothing_to_do(
    call: Call, monkeypatch: pytest.MonkeyPatch, verb: str, step: PlannedStep, code: int, says: str
) -> None:
    plan: Plan = replace(PLAN, steps=(step,))
    for module in ("carry_out", "plan"):
        found = (plan, Snapshot(Site("lab", ())))
        monkeypatch.setattr(f"tui.cli.{module}.planned", lambda *_, found=found: found)
    said = call(verb, "remap-cell0", *(["--yes"] if verb == "run" else []))
    assert (said.code, says in " ".join(said.out.split())) == (code, True)


@pytest.mark.parametrize(("step", "code"), [(SEEN, 0), (BLIND, 2)])
def test_a_run_that_could_not_look_is_not_called_verified(
    call: Call, step: PlannedStep, code: int
) -> None:
    ended = StepEnded("map", "unchanged", "it is right", unseen=step.unseen or ())
    make_run("20260102-x", APPROVED, BEGUN[1], ended, RunEnded("done"))
    said = call("show", "last", "--follow")
    assert (said.code, "verified" in said.err) == (code, not code)
    assert ("Not all could be looked at: cell-databases one." in said.err) == bool(code)
    assert standing(read_run("20260102-x"))[1] == ("warning" if code else "good")
