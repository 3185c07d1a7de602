"""`python -m tests.update`: re-makes what is derived from the code, and says which files have changed.

These are the golden plans, README's tables of checks and repairs, and the page of what breaks. Look
at what `git diff` shows then: it is what operators will see. (Pictures: `pytest
tests/tui/test_pictures.py --snapshot-update`.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from actions.checks.all import CHECKS
from actions.install.all import CHAPTERS
from actions.model.finding import Area, Check
from actions.repair.all import REPAIRS
from tests.checks.cases import CASES
from tests.install.golden import DISTROS, golden, plan_of
from tests.lab.breaking.page import PAGE, page

README = Path(__file__).parent.parent / "README.md"


def readme(text: str) -> str:
    """README with its tables made anew, each between the two marks that name it."""
    for name, lines in (("checks", _checks()), ("repairs", _repairs())):
        begin, end = f"<!-- {name}: made by tests/update.py -->", f"<!-- end of {name} -->"
        table = "\n".join(lines)
        text = re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.DOTALL)  # noqa: B023
    return text


def _checks() -> Iterator[str]:
    yield from _row("area", "found", "its code", "mended by")
    yield from _row("---", "---", "---", "---")
    for area in Area:
        for check in (check for check in CHECKS if check.area is area):
            yield from _row(area, check.title, f"`{check.code}`", _mended_by(check))


def _mended_by(check: Check) -> str:
    """The repairs that the check's cases name."""
    found = (one for case in CASES if case.code == check.code for one in case.told.get("finds", ()))
    return _code({one.get("action", "") for one in found} - {""}) or "told, with what to do"


def _repairs() -> Iterator[str]:
    yield from _row("repair", "what it does", "its target")
    yield from _row("---", "---", "---")
    for action in REPAIRS:
        yield from _row(f"`{action.name}`", action.title, action.takes)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _row(*cells: str) -> Sequence[str]:
    return [f"| {' | '.join(cells)} |".replace("|  |", "| |")]


def main() -> None:
    """Write what differs."""
    wanted = {
        golden(distro, chapter): plan_of(distro, chapter) for distro in DISTROS for chapter in CHAPTERS
    }
    wanted[README] = readme(README.read_text())
    wanted[PAGE] = page()
    for path, text in wanted.items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(path.relative_to(README.parent))


if __name__ == "__main__":
    main()
