"""What follows from what: whole clouds with one trouble, and the tree of findings that they give.

Cases are tests/cases/causes/NAME.json, in the words of the checks' cases (tests/checks/building.py);
`tree` is every cause ("code subject") with all that follows from it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.causes.report import report
from actions.model.finding import Finding
from tests.checks.building import build

CASES = sorted((Path(__file__).parent.parent / "cases" / "causes").glob("*.json"))


def _named(finding: Finding) -> str:
    return f"{finding.code} {finding.subject}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_tree_of_a_trouble(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text())
    tree = case.pop("tree")
    found = report(build(case))
    assert {_named(f): sorted(_named(one) for one in f.consequences) for f in found.findings} == {
        cause: sorted(follows) for cause, follows in tree.items()
    }
    assert next(_named(f) for f in found.findings) == next(iter(tree))
    assert not any(one.action or one.target for f in found.findings for one in f.consequences)
