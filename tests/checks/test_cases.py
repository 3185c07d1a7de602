"""Every check on its good and bad cases: tests/cases/checks/CODE/{good,bad}-*.json.

A case is a healthy cloud, and what is otherwise (tests/checks/building.py). `finds` is what the check
must say of it, each a part of the finding; `also` names the codes that other checks find there. So a
case shows as well that one cause makes one finding.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.checks.all import CHECKS
from actions.checks.report import report
from actions.model.finding import Check, Finding, Severity
from actions.registry import find_action
from tests.checks.building import build
from tests.checks.recording import Recording

FOLDER = Path(__file__).parent.parent / "cases" / "checks"
CASES = sorted(FOLDER.glob("*/*.json"))
BY_CODE = {check.code: check for check in CHECKS}


def _case(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text())
    return case


def _part(finding: Finding, wanted: dict[str, str]) -> bool:
    """Whether a finding is as a case wants it: `says` is a part of the sentence, the rest is equal."""
    told = {
        "subject": finding.subject,
        "severity": Severity(finding.severity).name.lower(),
        "action": finding.action,
        "target": finding.target,
    }
    return wanted["says"] in finding.says and all(
        told[k] == v for k, v in wanted.items() if k != "says"
    )


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    check, case = BY_CODE[path.parent.name], _case(path)
    found = list(check.find(build(case)))
    wanted = case.get("finds", [])
    assert case["about"]
    assert bool(wanted) == path.stem.startswith("bad-")
    assert len(found) == len(wanted), found
    for finding, part in zip(found, wanted, strict=True):
        assert finding.code == check.code
        assert _part(finding, part), finding
        assert finding.says.endswith(".")
        action = find_action(finding.action)
        assert bool(finding.action) == bool(action)
        assert bool(finding.target) == bool(action and action.takes)
        assert "****" not in finding.says
        assert "PASS" not in finding.says


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_one_cause_makes_one_finding(path: Path) -> None:
    case = _case(path)
    own = {path.parent.name} if case.get("finds") else set()
    assert {f.code for f in report(build(case)).findings} == own | set(case.get("also", ()))


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_good_and_bad_cases_are_both_there(check: Check) -> None:
    kinds = {path.stem.partition("-")[0] for path in CASES if path.parent.name == check.code}
    assert kinds == {"good", "bad"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_what_a_check_declares_is_what_it_reads(check: Check) -> None:
    read: set[str] = set()
    for path in CASES:
        if path.parent.name == check.code:
            snapshot = build(_case(path), Recording)
            assert isinstance(snapshot, Recording)
            list(check.find(snapshot))
            read |= snapshot.read
    assert read == {probe.name for probe in check.needs}


def test_a_healthy_cloud_has_no_finding_and_nothing_is_hidden() -> None:
    seen = report(build({}))
    assert (seen.findings, seen.unchecked) == ((), ())
