"""Every check on its good and bad cases: tests/cases/checks (`tests.checks.cases` reads them).

A case is a healthy cloud, and what is otherwise (tests/checks/building.py). `finds` is what the check
must say of it, each a part of the finding; `also` names the codes that other checks find there, causes
and consequences alike. So a case shows as well that nothing else is found.
"""

from __future__ import annotations

from typing import Any

import pytest

from actions.causes.report import report
from actions.checks.all import CHECKS
from actions.facts.hosts import free_space
from actions.model.dependencies import with_needs
from actions.model.finding import Check, Finding, Severity
from actions.registry import find_action
from tests.checks.building import build
from tests.checks.cases import CASES, CheckCase
from tests.checks.recording import Recording

BY_CODE = {check.code: check for check in CHECKS}


def _part(finding: Finding, wanted: dict[str, Any]) -> bool:
    """Whether a finding is as a case wants it: `says` is a part of the sentence, the rest is equal."""
    told = {
        "subject": finding.subject,
        "severity": Severity(finding.severity).name.lower(),
        "action": finding.action,
        "target": finding.target,
        "since": finding.since,
    }
    return wanted["says"] in finding.message and all(
        told[k] == v for k, v in wanted.items() if k != "says"
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: CheckCase) -> None:
    check = BY_CODE[case.code]
    found = list(check.find(build(case.told)))
    wanted = case.told.get("finds", [])
    assert case.told["about"]
    assert bool(wanted) == case.name.startswith("bad-")
    assert len(found) == len(wanted), found
    for finding, part in zip(found, wanted, strict=True):
        assert finding.code == check.code
        assert _part(finding, part), finding
        assert finding.message.endswith(".")
        action = find_action(finding.action)
        assert bool(finding.action) == bool(action)
        assert bool(finding.target) == bool(action and action.takes)
        assert "****" not in finding.message
        assert "PASS" not in finding.message


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_cause_makes_one_finding(case: CheckCase) -> None:
    own = {case.code} if case.told.get("finds") else set()
    found = {finding.code for finding in report(build(case.told)).every}
    assert found == own | set(case.told.get("also", ()))


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_good_and_bad_cases_are_both_there(check: Check) -> None:
    kinds = {case.name.partition("-")[0] for case in CASES if case.code == check.code}
    assert kinds == {"good", "bad"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.code)
def test_what_a_check_declares_is_what_it_reads(check: Check) -> None:
    read: set[str] = set()
    for case in CASES:
        if case.code == check.code:
            snapshot = build(case.told, Recording)
            assert isinstance(snapshot, Recording)
            list(check.find(snapshot))
            read |= snapshot.read
    assert {probe.name for probe in check.needs} <= read
    assert read <= {probe.name for probe in with_needs(check.needs)}


def test_a_case_may_tell_the_facts_of_any_probe() -> None:
    rooms = {"/var": {"mount": "/var", "size": 4, "free": 1, "inodes_free": None}}
    snapshot = build({"facts": {"free-space": {"controller": rooms}}})
    assert snapshot.get(free_space.PROBE, "controller") == {"/var": free_space.Room("/var", 4, 1)}


def test_a_healthy_cloud_has_no_finding_and_nothing_is_hidden() -> None:
    seen = report(build({}))
    assert (seen.findings, seen.unchecked) == ((), ())
