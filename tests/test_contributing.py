"""CONTRIBUTING's examples work as they stand there, and the maps of the rooms tell what is so."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from actions.causes.unchecked import Unchecked
from actions.facts.hosts import host_status
from actions.model.command import Outline
from actions.model.event import FORMAT, KINDS
from actions.model.finding import Finding
from actions.model.plan import Plan, PlannedStep, Step
from actions.model.query import ShellResult
from actions.run.planner import make_plan
from actions.run.state import RunState, Status, StepState
from actions.trace.hop import Hop
from tests.checks.building import build
from tests.repair.building import situation
from tests.screens.cloud import snapshot
from tui.cli import printing
from tui.values.pane import View

ROOT = Path(__file__).parent.parent
MAPS = sorted(
    path
    for folder in ("", "actions", "screens", "tui", "tests")
    for path in (ROOT / folder).glob("**/*.md" if folder else "*.md")
)
JOURNAL = (ROOT / "actions/run/README.md").read_text()
JSON = (ROOT / "tui/cli/README.md").read_text()


def example(name: str) -> str:
    """The block below its mark."""
    found = (ROOT / "CONTRIBUTING.md").read_text().partition(f"<!-- example: {name} -->\n")[2]
    return found.partition("\n")[2].partition("\n```")[0] + "\n"


def value(name: str, what: str) -> Any:
    """What the example's file defines."""
    made: dict[str, Any] = {"__name__": f"example_{name}"}
    exec(compile(example(name), f"CONTRIBUTING.md: {name}", "exec", dont_inherit=True), made)
    return made[what]


def test_the_probe_reads_its_case() -> None:
    case = json.loads(example("probe case"))
    out = "".join(f"{line}\n" for line in case["shell"])
    assert value("probe", "PROBE").read(ShellResult(0, out, "")) == case["fact"]


def test_the_check_finds_what_its_cases_say() -> None:
    check = value("check", "CHECK")
    for name, case in json.loads(example("check case")).items():
        found = list(check.find(build(case)))
        assert bool(found) == name.startswith("bad-")
        for finding, wanted in zip(found, case.get("finds", ()), strict=True):
            assert (finding.code, finding.subject) == (check.code, wanted["subject"])
            assert wanted["says"] in " ".join(map(str, dataclasses.astuple(finding)))


def test_the_pane_shows_its_hosts() -> None:
    pane, view = value("pane", "PANE"), View.of(snapshot())
    rows = pane.rows(view)
    assert [row.key for row in rows] == sorted(view.snapshot.each(host_status.PROBE))
    assert all(len(row.cells) == len(pane.columns) for row in rows)
    assert pane.detail(view, rows[0].key)


def test_the_repair_plans_what_its_case_says() -> None:
    case = json.loads(example("repair case"))
    plan = make_plan(value("repair", "ACTION"), situation(case["given"], case["target"]))
    (step,) = plan.steps
    wanted = case["plan"][step.name]
    assert [f"{o.where}: {o.line}" for o in step.commands] == wanted["commands"]
    assert step.why == wanted["why"]


def test_the_step_is_one() -> None:
    assert isinstance(value("step", "STEP"), Step)


def test_the_deployment_is_one() -> None:
    pytest.importorskip("actions.deployments.deployment")
    assert value("deployment", "OURS").name == "Our packages"


@pytest.mark.parametrize("path", MAPS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_map_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text())
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def _cells(text: str, first: str) -> str:
    """The row of a table whose first cell that is."""
    rows = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    assert len(rows) == 1, f"{first}: {rows}"
    return rows[0].partition(f"| {first} |")[2]


def _fields(kind: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("name", KINDS)
def test_each_event_of_a_journal_is_written_down(name: str) -> None:
    row = re.sub(r"\([^)]*\)", "", _cells(JOURNAL, f"`{name}`"))  # what is in a value is no field
    told = set(re.findall(r"`([a-z_]+)`", row))
    assert _fields(KINDS[name]) - {"at"} == told


@pytest.mark.parametrize(
    ("name", "kind"), [("plan", Plan), ("step", PlannedStep), ("outline", Outline)]
)
def test_each_value_of_a_journal_is_written_down(name: str, kind: Any) -> None:
    assert _fields(kind) <= set(re.findall(r"`([a-z_]+)`", _cells(JOURNAL, name)))


def test_the_format_and_the_words_for_a_status_are_written_down() -> None:
    assert f"## The journal, format {FORMAT}\n" in JOURNAL
    assert f"`{' '.join(Status)}`" in JOURNAL


@pytest.mark.parametrize(
    ("name", "kind"),
    [("finding", Finding), ("unchecked", Unchecked), ("step of a run", StepState), ("hop", Hop)],
)
def test_each_value_of_the_json_outputs_is_written_down(name: str, kind: Any) -> None:
    assert _fields(kind) <= set(re.findall(r"`([a-z_]+)`", _cells(JSON, name)))


def test_the_json_of_a_run_is_written_down() -> None:
    assert _fields(RunState) == set(re.findall(r"`([a-z_]+)`", _cells(JSON, "`show RUN --json`")))
    assert f"## What `--json` prints, format {printing.FORMAT}\n" in JSON
