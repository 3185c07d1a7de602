"""The cases of checks: tests/cases/checks/CODE.json, or a file for each in tests/cases/checks/CODE/.

The one file is an object of cases by their names; a name begins with `good-` or `bad-`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent.parent / "cases" / "checks"


class CheckCase(NamedTuple):
    """One case; what `told` may hold is said in `test_cases` and in `building`."""

    code: str
    name: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.code}/{self.name}"


def _read() -> list[CheckCase]:
    found = [
        CheckCase(p.parent.name, p.stem, json.loads(p.read_text())) for p in FOLDER.glob("*/*.json")
    ]
    for path in FOLDER.glob("*.json"):
        found += [CheckCase(path.stem, *one) for one in json.loads(path.read_text()).items()]
    return sorted(found, key=str)


CASES = _read()
