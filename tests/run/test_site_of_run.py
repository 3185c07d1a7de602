"""Whose a run is, and what is left of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.command import Outline
from actions.model.errors import Refused
from actions.model.invocation import Invocation
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Site
from actions.run.planner import STOPS, left_of
from actions.run.site_of_run import elsewhere, leads_there, refuse_elsewhere
from actions.run.state import RunState, Status, StepState

OUTLINE = Outline("ctl", "systemctl restart nova-api")
STEPS = (
    PlannedStep("one", "The first", (OUTLINE,), ""),
    PlannedStep("two", "The second", (OUTLINE,), "", optional=True),
)
PLAN = Plan("x", "X", "", STEPS)
RUN = RunState("r1", PLAN, "lab", steps=tuple(map(StepState, STEPS)), status=Status.FAILED)
HERE = str(Path(__file__))
"""A site file that is there."""
CASES = {
    "the same file": (replace(RUN, path=HERE), Site("renamed", path=HERE), True),
    "another file": (replace(RUN, path=HERE), Site("lab", path="/b.toml"), False),
    "its file was moved": (replace(RUN, path="/gone.toml"), Site("lab", path="/b.toml"), True),
    "a file that is gone": (replace(RUN, path="/gone.toml"), Site("prod", path="/b.toml"), False),
    "no file, the cloud's name": (replace(RUN, cloud="c"), Site("x", cloud="c"), True),
    "no file, the cloud that was named": (
        replace(RUN, cloud="c"), Site("x", invocation=Invocation(cloud="c")), True
    ),
    "no file, another cloud": (replace(RUN, cloud="c"), Site("prod", cloud="d"), False),
}  # fmt: skip


@pytest.mark.parametrize(("run", "site", "own"), CASES.values(), ids=CASES)
def test_whose_a_run_is(run: RunState, site: Site, own: bool) -> None:
    assert (elsewhere(run, site) == "") == own
    assert (leads_there(run, site, "resume") == "") == own


def test_of_another_site_it_is_refused_with_the_command_that_leads_there() -> None:
    run = replace(RUN, path=HERE, invocation=Invocation(site=HERE))
    told = f"Nothing was run: the run was on another site: lab ({HERE})."
    with pytest.raises(Refused) as refused:
        refuse_elsewhere(run, Site("prod", path="/p.toml"), "resume")
    assert str(refused.value) == f"{told} `stackmend resume r1 --site {HERE}` leads there."
    refuse_elsewhere(run, Site("lab", path=HERE), "resume")


def test_what_is_left_lacks_what_was_declined_and_says_where_it_would_stop() -> None:
    left = left_of(replace(RUN, declined=("two",)), PLAN)
    assert [step.name for step in left.steps] == ["one"]
    assert left.notes == ()
    other = replace(STEPS[0], commands=(replace(OUTLINE, line="rm -r /"),))
    assert left_of(RUN, replace(PLAN, steps=(other,))).notes == (f"{STOPS}The first",)
