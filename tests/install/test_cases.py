"""Every install step on its cases: tests/cases/install/steps/STEP.json, a list of cases.

A case is a recording (`on`, debian-12-done unless it says otherwise) with some answers otherwise
(`change`), perhaps with `settings`, `secrets`, more `hosts` and steps `ahead`. The step `does` those
commands, and `why` is a part of its reason; nothing to do is `does: []`, and `blocked` is a part of
why it cannot; `mentions` are hosts in that sentence that it is not about.
What `sends` names goes over the wire: lines, standard input, requests, with the tests' secrets.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import pytest

from actions.install.all import CHAPTERS, INSTALLS
from actions.model.plan import Decision, PlannedStep
from actions.model.site import Site
from actions.run.planner import Verdict, judge, make_plan
from tests.checks.recording import Recording
from tests.install.building import (
    FOLDER,
    LOOKING,
    SITE,
    changed,
    recorded,
    situation,
    snapshot,
    told,
    wire,
    with_hosts,
    with_settings,
)

STEPS = {step.name: step for chapter in CHAPTERS for step in chapter.steps}
PATHS = sorted((FOLDER / "steps").glob("*.json"))
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{number}")
    for path in PATHS
    for number, case in enumerate(json.loads(path.read_text()))
]


def _seen(case: dict[str, Any]) -> Recording:
    answers = changed(recorded(_on(case)), case.get("change", {}))
    return snapshot(answers, _site(case))


def _site(case: dict[str, Any]) -> Site:
    return with_settings(with_hosts(SITE, case.get("hosts", {})), case.get("settings", {}))


def _on(case: dict[str, Any]) -> str:
    return str(case.get("on", "debian-12-done"))


def _decide(name: str, case: dict[str, Any], seen: Recording | None = None) -> Decision:
    facing = situation(seen or _seen(case), case.get("ahead", ()), **case.get("secrets", {}))
    return STEPS[name].plan(facing)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: dict[str, Any]) -> None:
    decision = _decide(name, case)
    assert case["about"]
    assert decision.blocked == ("blocked" in case), decision.why
    assert case.get("blocked", case.get("why", "")) in decision.why
    lines = [line for command in decision.commands for line in told(command.outline())]
    assert lines == case.get("does", [])
    if "sends" in case:
        assert [line for command in decision.commands for line in wire(command)] == case["sends"]


_WORDS = re.compile(r"[\w.-]*\w")


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_hosts_that_a_sentence_names_are_told_as_hosts(name: str, case: dict[str, Any]) -> None:
    """Nobody reads them out of it."""
    decision = _decide(name, case)
    named = set(_WORDS.findall(decision.why)) & {host.name for host in _site(case).hosts}
    if not decision.commands:
        assert named - set(case.get("mentions", ())) <= {*decision.hosts}


@pytest.mark.parametrize(("name", "case"), CASES)
def test_nothing_is_done_that_was_not_approved_of_a_bare_host(name: str, case: dict[str, Any]) -> None:
    """Unless the case says that something else is there, which nobody could foresee."""
    bare = f"{_on(case).rpartition('-')[0]}-bare"
    approved = _bare_plan(
        bare, json.dumps(case.get("hosts", {})), json.dumps(case.get("settings", {}))
    )[name]
    decision = _decide(name, case)
    if not decision.blocked and not case.get("unforeseen"):
        assert judge(approved, decision) in (Verdict.PROCEED, Verdict.UNCHANGED)


@functools.cache
def _bare_plan(name: str, hosts: str, settings: str) -> dict[str, PlannedStep]:
    """The plan of a site with these hosts and settings, both as JSON: they must be hashable."""
    site = _site({"hosts": json.loads(hosts), "settings": json.loads(settings)})
    plan = make_plan(INSTALLS[0], situation(snapshot(recorded(name), site)))
    return {step.name: step for step in plan.steps}


def _own(name: str) -> list[dict[str, Any]]:
    return [case for path in PATHS if path.stem == name for case in json.loads(path.read_text())]


@pytest.mark.parametrize("name", STEPS)
def test_every_step_has_cases_of_which_one_acts(name: str) -> None:
    acts = "blocked" if name in LOOKING else "does"
    assert any(case.get(acts) for case in _own(name))


@pytest.mark.parametrize("name", STEPS)
def test_what_a_step_declares_is_what_its_cases_read(name: str) -> None:
    read: set[str] = set()
    for case in _own(name):
        seen = _seen(case)
        _decide(name, case, seen)
        read |= seen.read
    assert read == {probe.name for probe in STEPS[name].needs}


def test_every_file_of_cases_is_a_steps() -> None:
    assert {path.stem for path in PATHS} <= STEPS.keys()
