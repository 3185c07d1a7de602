"""The README tells the truth: its commands, its pictures, and what it says can be found and mended."""

from __future__ import annotations

import re
from pathlib import Path

from tests.update import readme

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text()


def test_its_tables_are_those_of_the_checks_and_the_repairs() -> None:
    assert "`cell0-shared`" in TEXT
    assert readme(TEXT) == TEXT, "python -m tests.update makes them anew"


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", TEXT)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_its_demo_installs_the_simulated_cloud() -> None:
    command = TEXT.partition("<!-- demo command -->")[2].partition("```\n")[0]
    assert ".venv/bin/pip install -q '.[demo]' && .venv/bin/stackmend demo" in command
