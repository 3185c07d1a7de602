"""The README tells the truth: its commands, its pictures, and what it says can be found and mended."""

from __future__ import annotations

import re
from pathlib import Path

from actions.checks.all import CHECKS
from actions.registry import all_actions

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text()
FOUND = TEXT.partition("### What it can tell")[2].partition("### What it builds")[0]


def test_every_check_is_named_and_no_other() -> None:
    assert set(re.findall(r"\(`([a-z0-9-]+)`\)", FOUND)) == {check.code for check in CHECKS}


def test_every_repair_is_named_and_no_other() -> None:
    named = set(re.findall(r"`([a-z0-9-]+)`", FOUND)) - {check.code for check in CHECKS}
    repairs = {action.name for action in all_actions() if not action.name.startswith("install")}
    assert named == repairs


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", TEXT)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
