"""Next commands are spelled in one place, so that each leads to the cloud that was looked at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.model.invocation import Invocation

ROOT = Path(__file__).parent.parent
VERBS = "run|resume|undo|plan|check|path|snapshot|init|runs|show|--site|--cloud|--region|--demo|--from"
SITED = re.compile(rf"(?<!that )\bstackmend ({VERBS})\b|\bstackmend $")


def texts(path: Path) -> Iterator[str]:
    """The strings of a file that are no docstring."""
    tree = ast.parse(path.read_text())
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("package", ["actions", "screens", "tui"])
def test_nobody_else_spells_a_command_by_hand(package: str) -> None:
    by_hand = {
        (str(path.relative_to(ROOT)), text)
        for path in (ROOT / package).rglob("*.py")
        for text in texts(path)
        if SITED.search(text)
    }
    assert not by_hand


SOUTH = Invocation(cloud="c", region="south")
LAB = Invocation(site="/my lab.toml", cloud="c 1")
CASES = {
    "a region": (SOUTH.run("fix"), "stackmend run fix --cloud c --region south"),
    "nothing was named": (Invocation().run("install"), "stackmend run install"),
    "the demo": (Invocation(demo=True).plan("fix", "a b"), "stackmend plan fix 'a b' --demo"),
    "quoted": (LAB.command("check"), "stackmend check --site '/my lab.toml' --cloud 'c 1'"),
    "undo": (LAB.run("undo", "r1"), "stackmend undo r1 --site '/my lab.toml' --cloud 'c 1'"),
    "undo is planned by itself": (Invocation(demo=True).plan("undo", "r1"), "stackmend undo r1 --demo"),
    "runs are this machine's": (LAB.command("show", "r1", "--follow"), "stackmend show r1 --follow"),
    "nothing is done to a recording": (Invocation(recording="/f.json").run("fix"), ""),
    "a recording is checked": (
        Invocation(recording="/f").command("check"),
        "stackmend check --from /f",
    ),
    "the console": (LAB.console, "stackmend --site '/my lab.toml' --cloud 'c 1'"),
}


@pytest.mark.parametrize(("told", "line"), CASES.values(), ids=CASES)
def test_a_command_leads_to_its_site(told: str, line: str) -> None:
    assert told == line
