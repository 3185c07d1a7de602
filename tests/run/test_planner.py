"""The planner: what is shown, what fresh facts may still do, and what they may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.model.command import COMING, Api, Outline, Shell
from actions.model.fact import Probe, Snapshot
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.model.query import ShellQuery
from actions.model.secret import Secret, Text
from actions.model.site import Site
from actions.run.planner import (
    Verdict,
    digest,
    judge,
    make_plan,
    planned,
    probes_for,
    unapproved,
    without,
)

INSTALL = Shell("ctl", "apt-get install -y a b", items=("a", "b"), show="apt-get install -y")
RESTART = Shell("ctl", "systemctl restart nova-api")
SITUATION = Situation(Snapshot(Site("lab")))


def step(name: str, decision: Decision, optional: bool = False) -> Step:
    return Step(name, name, (), lambda _: decision, optional=optional)


@pytest.mark.parametrize(
    ("approved", "fresh", "verdict"),
    [
        (do(INSTALL, why=""), already("it is so"), Verdict.UNCHANGED),
        (do(INSTALL, why=""), do(INSTALL, why=""), Verdict.PROCEED),
        (do(INSTALL, why=""), do(replace(INSTALL, items=("b",)), why=""), Verdict.PROCEED),
        (do(INSTALL, why=""), do(replace(INSTALL, items=("b", "c")), why=""), Verdict.DRIFTED),
        (do(INSTALL, why=""), do(replace(INSTALL, host="other"), why=""), Verdict.DRIFTED),
        (do(INSTALL, RESTART, why=""), do(RESTART, why=""), Verdict.PROCEED),
        (do(RESTART, why=""), do(INSTALL, RESTART, why=""), Verdict.DRIFTED),
        (already("it is so"), do(RESTART, why=""), Verdict.DRIFTED),
        (do(RESTART, why=""), blocked("nova.conf cannot be read"), Verdict.BLOCKED),
        (
            do(Shell("db", "mysql", stdin=Text.of("DROP 'a'")), why=""),
            do(Shell("db", "mysql", stdin=Text.of("DROP 'b'")), why=""),
            Verdict.DRIFTED,
        ),
    ],
)
def test_fresh_facts_may_ask_for_less_and_never_for_more(
    approved: Decision, fresh: Decision, verdict: Verdict
) -> None:
    assert judge(planned(step("s", approved), approved), fresh) is verdict


BODY = {"user": {"name": "nova", "password": Secret("pw")}}
USER = Api("identity", "POST", "/users", "openstack user create nova", BODY)
ROLE = Api("identity", "PUT", f"/projects/p1/users/{COMING}/roles/r1", "openstack role add service")


@pytest.mark.parametrize(
    ("approved", "fresh", "verdict"),
    [
        (USER, USER, Verdict.PROCEED),
        (USER, replace(USER, method="DELETE"), Verdict.DRIFTED),
        (USER, replace(USER, path="/projects/admin"), Verdict.DRIFTED),
        (USER, replace(USER, service="compute"), Verdict.DRIFTED),
        (
            USER,
            replace(USER, body={"user": {"name": "root", "password": Secret("pw")}}),
            Verdict.DRIFTED,
        ),
        (
            USER,
            replace(USER, body={"user": {"name": "nova", "password": Secret("x")}}),
            Verdict.PROCEED,
        ),
        (USER, replace(USER, body=None), Verdict.DRIFTED),
        (USER, replace(USER, body=None, file="/etc/shadow"), Verdict.DRIFTED),
        (ROLE, replace(ROLE, path="/projects/p1/users/u-1/roles/r1"), Verdict.PROCEED),
        (ROLE, replace(ROLE, path="/projects/p1/users/u-1/roles/r2"), Verdict.DRIFTED),
        (ROLE, replace(ROLE, path="/projects/p1/users/u/1/roles/r1"), Verdict.DRIFTED),
        (replace(ROLE, path="/projects/p1/users/u-1/roles/r1"), ROLE, Verdict.DRIFTED),
    ],
)
def test_what_is_approved_of_a_request_is_all_that_is_sent(
    approved: Api, fresh: Api, verdict: Verdict
) -> None:
    """All of these say the same: their line is the same, written by hand."""
    was, now = do(approved, why=""), do(fresh, why="")
    assert judge(planned(step("s", was), was), now) is verdict
    digests = {make_plan(Action("a", "A", (step("s", one),)), SITUATION).digest for one in (was, now)}
    assert len(digests) == (1 if approved.outline() == fresh.outline() else 2)


def test_a_request_is_shown_whole_and_without_its_secrets() -> None:
    assert USER.outline().line == "openstack user create nova"
    assert USER.outline().body == ('POST /users {"user": {"name": "nova", "password": "****"}}',)
    upload = replace(USER, method="PUT", path="/images/i/file", body=None, file="/srv/disk.raw")
    assert upload.outline().body == ("PUT /images/i/file < /srv/disk.raw",)


def test_a_run_of_the_version_before_goes_on_by_what_was_approved_then() -> None:
    """Its journal has nothing of a request but its line."""
    was = planned(step("s", do(USER, why="")), do(USER, why=""))
    old = replace(was, commands=(replace(USER.outline(), body=()),))
    assert judge(old, do(USER, why="")) is Verdict.PROCEED
    assert judge(old, do(replace(USER, show="openstack user delete nova"), why="")) is Verdict.DRIFTED


def test_what_is_new_is_named_part_by_part() -> None:
    approved = planned(step("s", do(INSTALL, why="")), do(INSTALL, why=""))
    fresh = do(replace(INSTALL, items=("b", "c")), RESTART, why="")
    assert unapproved(approved, fresh.outlines) == (
        Outline("ctl", "apt-get install -y", ("c",)),
        Outline("ctl", "systemctl restart nova-api"),
    )


def test_a_step_knows_which_earlier_steps_will_act() -> None:
    seen: list[frozenset[str]] = []

    def restart(situation: Situation) -> Decision:
        seen.append(situation.pending)
        return already("not needed")

    make_plan(
        Action(
            "a",
            "A",
            (
                step("edit", do(INSTALL, why="")),
                step("look", already("so")),
                Step("restart", "", (), restart),
            ),
        ),
        SITUATION,
    )
    assert seen == [frozenset({"edit"})]


def test_a_plan_holds_no_secret_and_its_digest_names_what_was_shown() -> None:
    command = Shell("db", "mysql", stdin=Text.of("SET PASSWORD '", Secret("hunter22"), "'"))
    plan = make_plan(Action("a", "A", (step("s", do(command, why="needed")),)), SITUATION)
    assert "hunter22" not in repr(plan)
    assert plan.steps[0].commands[0].body == ("SET PASSWORD '****'",)
    assert plan.digest == digest(plan)
    other = make_plan(Action("a", "A", (step("s", do(RESTART, why="needed")),)), SITUATION)
    assert other.digest != plan.digest


def test_only_optional_steps_can_be_declined() -> None:
    plan = make_plan(
        Action(
            "a",
            "A",
            (step("must", do(RESTART, why="")), step("may", do(INSTALL, why=""), optional=True)),
        ),
        SITUATION,
    )
    shorter = without(plan, {"must", "may"})
    assert [s.name for s in shorter.steps] == ["must"]
    assert shorter.digest != plan.digest


def test_a_dangerous_action_asks_for_its_subject() -> None:
    action = Action("a", "A", (), takes="cell", danger=True)
    assert make_plan(action, replace(SITUATION, target="cell7")).confirm == "cell7"
    assert make_plan(action, SITUATION).confirm == "lab"
    assert make_plan(replace(action, danger=False), SITUATION).confirm == ""


def test_probes_come_after_those_they_build_on() -> None:
    first: Probe[object] = Probe("first", lambda _: {"": ShellQuery("h", "true")}, lambda a: a)
    second: Probe[object] = Probe("second", lambda _: {}, lambda a: a, needs=(first,))
    steps = (Step("s", "", (second, first), lambda _: already("so")),)
    assert [p.name for p in probes_for(steps)] == ["first", "second"]
