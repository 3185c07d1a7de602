"""What breaks in the lab: its files are whole, its page is theirs, and what was said is judged right.

The lab itself is not needed for it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.lab.breaking.judge import complaints
from tests.lab.breaking.model import Break
from tests.lab.breaking.page import PAGE, page
from tests.lab.breaks.all import BREAKS, SHAPES
from tests.lab.breaks.conductor_stopped import BREAK as CONDUCTOR
from tests.lab.place import KOLLA

FOLDER = Path(__file__).parent / "lab/breaks"
CASES = Path(__file__).parent / "cases"


def test_each_is_a_file_of_its_name_and_a_line() -> None:
    names = [one.name for one in BREAKS]
    assert len(names) == len(set(names))
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "all"}
    troubles = {file for file in files if not file.startswith("shape_")}
    assert {name.replace("-", "_") for name in names} == troubles
    assert len(SHAPES) == len(files - troubles)


def test_there_are_all_of_those_that_were_seen_wrong() -> None:
    rows = {int(n) for one in BREAKS for n in re.findall(r"^BROKEN (\d+)$", one.source)}
    assert rows | {12} == set(range(1, 19)), "12 is a full tmpfs, which is left out on purpose"
    assert len(BREAKS) >= 30


@pytest.mark.parametrize("one", BREAKS, ids=lambda b: b.name)
def test_each_says_all_that_is_needed(one: Break) -> None:
    for pattern in (one.first, *one.under, *one.beside, *one.never):
        re.compile(pattern)
    assert one.mended_by or one.why
    if one.make is None:
        assert (CASES / one.case).exists() or one.why
    else:
        assert one.take_back is not None
        assert one.confirm is not None
        re.compile(one.confirm.prints)


def test_its_page_is_made_of_them() -> None:
    assert PAGE.read_text() == page(), "python -m tests.update makes it anew"


def finding(
    code: str, subject: str, message: str = "", action: str = "", **more: Any
) -> dict[str, Any]:
    words = {"code": code, "subject": subject, "message": message, "action": action, "target": ""}
    return words | {"severity": "critical", "consequences": []} | more


TROUBLE = Break(
    name="a",
    title="a",
    source="",
    first="^unit-inactive c/x",
    under=("^agent-dead",),
    never=("queue does not reach",),
    mended_by="restart-service c/x",
)
CAUSE = finding(
    "unit-inactive",
    "c/x",
    action="restart-service",
    target="c/x",
    consequences=[finding("agent-dead", "n")],
)


@pytest.mark.parametrize(
    ("findings", "seconds", "wrong"),
    [
        ([CAUSE], 3.0, []),
        ([CAUSE, finding("note", "n", severity="notice")], 3.0, []),
        ([], 3.0, ["nothing was found"]),
        ([finding("z", "n"), CAUSE], 3.0, ["first came: z n: ", "beside it: z n: "]),
        ([CAUSE], 13.0, ["the look took 13.0 s"]),
        ([CAUSE | {"consequences": []}], 3.0, ["not under it: ^agent-dead"]),
        (
            [CAUSE | {"action": ""}],
            3.0,
            ["offers c/x where restart-service c/x mends"],
        ),
        (
            [CAUSE | {"message": "the queue does not reach it"}],
            3.0,
            ["never: unit-inactive c/x: the queue does not reach it [restart-service c/x]"],
        ),
    ],
)
def test_what_was_said_is_judged(
    findings: list[dict[str, Any]], seconds: float, wrong: list[str]
) -> None:
    assert complaints(TROUBLE, findings, seconds) == wrong


def test_where_a_service_is_a_container_the_same_is_expected_of_its_unit() -> None:
    unit = "controller/kolla-nova_conductor-container"
    below = finding("service-down", "controller/nova-compute")
    conductor = finding("service-down", "controller/nova-conductor")
    told = finding("unit-inactive", unit, action="restart-service", target=unit)
    told["consequences"] = [conductor, below]
    assert KOLLA.unit("nova-conductor") == "kolla-nova_conductor-container"
    assert KOLLA.offered(CONDUCTOR.mended_by) == f"restart-service {unit}"
    assert complaints(CONDUCTOR.at(KOLLA), KOLLA.usual([told]), 3.0) == []
    told["consequences"] = [conductor]
    wrong = complaints(CONDUCTOR.at(KOLLA), KOLLA.usual([told]), 3.0)
    assert wrong == ["not under it: ^service-down controller/nova-compute"]
