"""Every repair on its cases: tests/cases/repair/ACTION/*.json.

A case is a cloud (`given`, see tests/repair/building.py) and what the plan must be: for each step its
commands as an operator sees them, or a part of why there are none (`already`, `blocked`); `confirm` is
what must be typed; `began`: the run gave the step's command so many seconds ago. Where `then` says what
the cloud is like after a step, the steps are gone through as the runner does it: fresh facts ask for no
more than was approved, and for nothing any more afterwards; at the end no check finds anything (but
what `left` names).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.causes.report import report
from actions.model.command import Api, Command, Outline, Shell, Sql
from actions.model.dependencies import with_needs
from actions.model.fact import Snapshot
from actions.model.plan import Action, PlannedStep, Situation
from actions.repair.all import REPAIRS
from actions.run.planner import Verdict, decisions, judge, make_plan, planned
from tests.checks.building import NOW
from tests.checks.recording import Recording
from tests.repair.building import merged, situation

AFTER = 5.0
"""Seconds between a command and the look at what it did."""

FOLDER = Path(__file__).parent.parent / "cases" / "repair"
CASES = sorted(FOLDER.glob("*/*.json"))
BY_NAME = {action.name: action for action in REPAIRS}

every_case = pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
every_case_gone_through = pytest.mark.parametrize(
    "path",
    [path for path in CASES if "then" in json.loads(path.read_text())],
    ids=lambda p: f"{p.parent.name}/{p.stem}",
)
every_repair = pytest.mark.parametrize("action", REPAIRS, ids=lambda a: a.name)


def _case(path: Path) -> tuple[Action, Mapping[str, Any]]:
    case = json.loads(path.read_text())
    known = {
        "about",
        "target",
        "given",
        "plan",
        "then",
        "notes",
        "left",
        "satisfied",
        "confirm",
        "began",
    }
    assert case.keys() <= known, case.keys() - known
    assert case["about"]
    return BY_NAME[path.parent.name], case


def _situation(
    case: Mapping[str, Any],
    now: Mapping[str, Any],
    began: float = 0.0,
    kind: Callable[..., Snapshot] = Snapshot,
) -> Situation:
    """What a step sees; `began` seconds after its command was given, where it was."""
    ago = case.get("began", began)
    return replace(situation(now, case.get("target", ""), kind), began=NOW - ago if ago else 0.0)


def _told(outline: Outline) -> list[str]:
    return [
        f"{outline.where}: {outline.line}",
        *(f"  {line}" for line in outline.body),
        *(f"  + {item}" for item in outline.items),
    ]


def _as_wanted(step: PlannedStep, wanted: Mapping[str, Any]) -> None:
    commands = [line for outline in step.commands for line in _told(outline)]
    assert commands == wanted.get("commands", []), (step.name, step.why)
    kind = "blocked" if step.blocked else "already" if not step.commands else "why"
    said = wanted.keys() - {"commands"}
    assert said <= {kind}, (step.name, step.why)
    assert wanted.get(kind, "") in step.why, step.name
    assert step.why


@every_case
def test_the_plan(path: Path) -> None:
    action, case = _case(path)
    plan = make_plan(action, _situation(case, case.get("given", {})))
    assert [step.name for step in plan.steps] == list(case["plan"])
    for step in plan.steps:
        _as_wanted(step, case["plan"][step.name])
    assert plan.confirm == case.get("confirm", plan.confirm)
    for note in case.get("notes", ()):
        assert any(note in told for told in plan.notes), plan.notes


@every_case_gone_through
def test_going_through_with_it(path: Path) -> None:
    action, case = _case(path)
    now = case.get("given", {})
    plan = make_plan(action, _situation(case, now))
    for step, approved in zip(action.steps, plan.steps, strict=True):
        fresh = step.plan(_situation(case, now))
        due = approved.commands and step.name not in case.get("satisfied", ())
        assert judge(approved, fresh) is (Verdict.PROCEED if due else Verdict.UNCHANGED), (
            step.name,
            fresh,
        )
        now = merged(now, case["then"].get(step.name, {}))
        after = step.plan(_situation(case, now, AFTER))
        assert judge(approved, after) is Verdict.UNCHANGED, (step.name, after)
    whole = make_plan(action, _situation(case, now, AFTER))
    assert not any(step.commands or step.blocked for step in whole.steps)
    found = {finding.code for finding in report(situation(now).snapshot).findings}
    assert found == set(case.get("left", ()))


@every_case
def test_another_request_than_the_approved_one_is_never_sent(path: Path) -> None:
    action, case = _case(path)
    now = situation(case.get("given", {}), case.get("target", ""))
    for step, decision in decisions(action, now):
        approved = planned(step, decision)
        for request in (command for command in decision.commands if isinstance(command, Api)):
            assert request.outline().body == (request.request,)
            for other in (
                replace(request, method="HEAD"),
                replace(request, path="/projects/admin"),
                replace(request, body={"id": "another"}),
            ):
                assert judge(approved, replace(decision, commands=(other,))) is Verdict.DRIFTED


@every_case
def test_a_mapping_of_a_cell_is_backed_up_before_it_is_changed(path: Path) -> None:
    action, case = _case(path)
    now = situation(case.get("given", {}), case.get("target", ""))
    for step, decision in decisions(action, now):
        lines = [command.line for command in decision.commands if isinstance(command, Shell)]
        if any("update_cell" in line or "delete_cell" in line for line in lines):
            assert decision.backup, step.name


@every_case
def test_no_api_is_asked_while_keystone_is_down(path: Path) -> None:
    """The cloud of each case, with Keystone stopped: whoever forgets to guard his step is found."""
    action, case = _case(path)
    stopped = {"hosts": {"controller": {"units": {"keystone": "inactive"}}}}
    well, now = (_situation(case, merged(case.get("given", {}), more)) for more in ({}, stopped))
    for step in action.steps:
        if any(isinstance(command, Api) for command in step.plan(well).commands):
            assert step.plan(now).blocked, step.name


@every_case
def test_no_password_is_shown_or_in_argv(path: Path) -> None:
    action, case = _case(path)
    now = situation(case.get("given", {}), case.get("target", ""))
    plan = make_plan(action, now)
    assert not _shows(json.dumps([_plain(step) for step in plan.steps]))
    assert not _shows(" ".join(plan.notes))
    for step in action.steps:
        for command in step.plan(now).commands:
            assert not _shows(_visible(command))


def _shows(text: str) -> bool:
    """A password of the cases, and not SQL's PASSWORD()."""
    return "PASS" in text.replace("SET PASSWORD FOR", "").replace("= PASSWORD(", "")


def _plain(step: PlannedStep) -> list[Any]:
    return [step.why, step.deviation, *(_told(outline) for outline in step.commands)]


def _visible(command: Command) -> str:
    """What another user of the host, or a proxy's log, could see."""
    match command:
        case Shell():
            return command.line
        case Api():
            return command.path
        case Sql():
            return command.via


@every_repair
def test_what_a_step_declares_is_what_it_reads(action: Action) -> None:
    read: dict[str, set[str]] = {step.name: set() for step in action.steps}
    for path in CASES:
        if path.parent.name == action.name:
            _, case = _case(path)
            stages = [case.get("given", {})]
            for patch in case.get("then", {}).values():
                stages.append(merged(stages[-1], patch))
            for stage in stages:
                _record(action, case, stage, read)
    for step in action.steps:
        named = {probe.name for probe in step.needs}
        assert named <= read[step.name] <= {probe.name for probe in with_needs(step.needs)}, step.name


def _record(
    action: Action, case: Mapping[str, Any], stage: Mapping[str, Any], read: dict[str, set[str]]
) -> None:
    for step in action.steps:
        now = _situation(case, stage, kind=Recording)
        assert isinstance(now.snapshot, Recording)
        step.plan(now)
        read[step.name] |= now.snapshot.read


@every_repair
def test_doing_already_and_blocked_are_all_there(action: Action) -> None:
    kinds: dict[str, set[str]] = {step.name: set() for step in action.steps}
    for path in CASES:
        if path.parent.name == action.name:
            _, case = _case(path)
            now = _situation(case, case.get("given", {}))
            for step in make_plan(action, now).steps:
                kinds[step.name].add(
                    "do" if step.commands else "blocked" if step.blocked else "already"
                )
    for name, kind in kinds.items():
        wanted = {"already", "blocked"} if name == "look" else {"do", "already", "blocked"}
        assert kind == wanted, name


def test_repairs_are_sorted_and_no_file_is_forgotten() -> None:
    names = [action.name for action in REPAIRS]
    files = (Path(__file__).parents[2] / "actions" / "repair").rglob("*.py")
    with_action = {f.stem for f in files if "\nACTION = Action(" in f.read_text()}
    assert names == sorted(set(names))
    for action in REPAIRS:
        assert len({step.name for step in action.steps}) == len(action.steps), action.name
    assert {name.replace("-", "_") for name in names} == with_action
    assert {path.parent.name for path in CASES} == set(names)
