"""Beside its subject a finding does not name it again."""

from __future__ import annotations

import re

import pytest

from actions.checks.all import CHECKS
from tests.checks.building import build
from tests.checks.cases import CASES, CheckCase
from tui.values.headline import headline

BY_CODE = {check.code: check for check in CHECKS}
SHORT = [
    ("compute2", "compute2 cannot be reached over SSH.", "cannot be reached over SSH."),
    ("compute2", "The clock of compute2 is 2.5 s ahead.", "clock is 2.5 s ahead."),
    ("nova@controller", "The account nova on controller does not log in.", "does not log in."),
    ("controller:/var", "/var on controller is 91 % full.", "is 91 % full."),
    ("c1/nova-api", "nova-api on c1 has failed: `journalctl`.", "has failed: `journalctl`."),
    ("127.0.0.1", "None of the 6 endpoints at 127.0.0.1 answers.", "None of the 6 endpoints answers."),
    ("cell0", "cell0's database cannot be opened.", "database cannot be opened."),
    ("[b]*", "[b]* is (down.", "is (down."),
    # what would be wrong or no sentence any more stays
    ("compute1", "compute10 is full.", "compute10 is full."),
    ("lvm", "1 volume is on lvm, and no other.", "1 volume is on lvm, and no other."),
    ("10.0.0.1", "No host has 10.0.0.1, which it should.", "No host has 10.0.0.1, which it should."),
    ("c1", "Nova is down: the log on c1 says why.", "Nova is down: the log on c1 says why."),
    ("", "Nothing is known.", "Nothing is known."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "message", "short"), SHORT)
def test_headline(subject: str, message: str, short: str) -> None:
    assert headline(message, subject) == short


def test_no_pattern_is_compiled_for_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "compile")
    assert headline("compute9 is full.", "compute9") == "is full."


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_headline_begins_with_its_subject(case: CheckCase) -> None:
    for finding in BY_CODE[case.code].find(build(case.told)):
        short = headline(finding.message, finding.subject)
        assert not short.startswith(f"{finding.subject} ")
        assert finding.message.endswith(short[-20:])
