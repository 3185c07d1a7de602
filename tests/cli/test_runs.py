"""`stackmend runs`, `show` and `resume` on journals as they are found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.command import Outline
from actions.model.event import (
    Approved,
    BackedUp,
    CommandEnded,
    CommandStarted,
    Event,
    Output,
    RunEnded,
    RunStarted,
    StepEnded,
    StepStarted,
)
from actions.model.invocation import Invocation
from actions.model.plan import Plan, PlannedStep
from actions.run.journal import Journal
from actions.site.paths import runs_dir
from tests.cli.conftest import Call
from tui.cli.printing import FORMAT

SYNC = Outline("ctl", "nova-manage db sync")
PLAN = Plan("remap-cell0", "Map it", "", (PlannedStep("map", "Map cell0", (SYNC,), "it is wrong"),))
APPROVED = Approved(PLAN, "lab", "/lab.toml", invocation=Invocation())
BEGUN = (APPROVED, RunStarted(1), StepStarted("map"), CommandStarted("map", 0, SYNC))
ENDED = (Output("map", 0, ("fine \x1b[31mred",)), CommandEnded("map", 0, 0, True))
DONE = (*BEGUN, *ENDED, StepEnded("map", "done", "it is right"), RunEnded("done"))
FAILED = (
    *BEGUN,
    CommandEnded("map", 0, 7, False),
    StepEnded("map", "failed", "exit 7"),
    RunEnded("failed", "Map cell0: exit 7"),
)


def make_run(run_id: str, *events: Event) -> Path:
    folder = runs_dir() / run_id
    folder.mkdir()
    journal = Journal(folder, clock=lambda: 0.0)
    for event in events:
        journal.append(event)
    journal.close()
    return folder


@pytest.mark.parametrize(
    ("action", "target", "command"),
    [
        ("install", "", "stackmend run install"),
        ("restart-service", "a b/c", "stackmend run restart-service 'a b/c'"),
        ("undo", "20260101-install", "stackmend undo 20260101-install"),
    ],
)
def test_what_nobody_approved_is_approved_by_no_resume(
    call: Call, action: str, target: str, command: str
) -> None:
    new = Outline("ctl", "reboot")
    drifted = StepEnded("map", "drifted", "facts have changed", (new,))
    approved = replace(APPROVED, plan=replace(PLAN, action=action, target=target))
    make_run("20260102-x", approved, *BEGUN[1:], drifted, RunEnded("drifted", "facts have changed"))
    said = call("show", "last")
    assert f"To see what is new, and approve it: {command}\n" in said.out + said.err
    assert "resume" not in said.out + said.err


def test_there_may_be_none(call: Call) -> None:
    said = call("runs")
    assert (said.code, said.out, said.err) == (0, "", "Nothing was run yet.\n")


def test_runs_are_listed_newest_first(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    make_run("20260102-remap-cell0", *BEGUN)
    rows = [line.split("\t") for line in call("runs").out.splitlines()]
    assert [row[:4] for row in rows] == [
        ["interrupted", "20260102-remap-cell0", "remap-cell0", "lab"],
        ["done", "20260101-remap-cell0", "remap-cell0", "lab"],
    ]


def test_a_folder_that_cannot_be_read_keeps_no_run_back(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    (make_run("20260102-remap-cell0", *DONE) / "lock").symlink_to("lock")  # as bad as another's
    (make_run("20260103-remap-cell0") / "journal.jsonl").write_text("torn")
    said = call("runs")
    assert [line.split("\t")[1] for line in said.out.splitlines()] == ["20260101-remap-cell0"]
    assert said.err == f"2 folders in {runs_dir()} cannot be read as runs.\n"
    assert call("show", "0102").err.startswith(f"stackmend: {runs_dir()}/20260102-remap-cell0/lock: ")


def test_runs_as_json(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    data = json.loads(call("runs", "--json").out)
    assert data["format"] == FORMAT
    (run,) = data["runs"]
    assert (run["id"], run["status"], run["alive"]) == ("20260101-remap-cell0", "done", False)


def test_the_last_run_is_shown_and_remote_text_does_nothing(call: Call) -> None:
    make_run("20260101-remap-cell0", *FAILED)
    make_run("20260102-remap-cell0", *DONE)
    said = call("show")
    assert said.code == 0
    assert "done       Map cell0  (map)" in said.out
    assert "ctl: nova-manage db sync" in said.out
    assert "fine ␛[31mred" in said.out
    assert said.err == "Done and verified: run 20260102-remap-cell0\n"


def test_a_run_is_named_by_a_part_of_its_id(call: Call) -> None:
    make_run("20260101-remap-cell0", *FAILED, BackedUp("map", "backup-map.json", ("cell_mappings",)))
    make_run("20260102-remap-cell0", *DONE)
    said = call("show", "0101")
    assert said.err.splitlines() == [
        "Failed: Map cell0: exit 7",
        "To go on: stackmend resume 20260101-remap-cell0",
        "To take back what it made or changed: stackmend undo 20260101-remap-cell0",
    ]
    assert "exit 7" in said.out


BEFORE = replace(APPROVED, invocation=None)
"""As versions wrote it that did not say how the site was opened."""
HINTS = {
    "demo": (replace(APPROVED, invocation=Invocation(demo=True)), " --demo"),
    "a cloud": (
        replace(APPROVED, invocation=Invocation(site="/my lab.toml", cloud="x")),
        " --site '/my lab.toml' --cloud x",
    ),
    "a journal of before": (
        replace(APPROVED, invocation=None, cloud="c"),
        " --site /lab.toml --cloud c",
    ),
    "of the demo of before": (
        replace(
            APPROVED, invocation=None, path="/h/.local/state/stackmend/demo/site.toml", cloud="demo"
        ),
        " --demo",
    ),
}


@pytest.mark.parametrize(("approved", "options"), HINTS.values(), ids=HINTS)
def test_what_goes_on_with_a_run_leads_to_its_own_site(
    call: Call, approved: Approved, options: str
) -> None:
    made = BackedUp("map", "backup-map.json", ("cell_mappings",))
    make_run("20260101-remap-cell0", approved, *FAILED[1:], made)
    said = call("show").err.splitlines()
    assert said[1:] == [
        f"To go on: stackmend resume 20260101-remap-cell0{options}",
        f"To take back what it made or changed: stackmend undo 20260101-remap-cell0{options}",
    ]


def test_a_command_without_an_end_is_shown_as_such(call: Call) -> None:
    make_run("20260101-remap-cell0", *BEGUN)
    assert "no end is known" in call("show").out


def test_a_run_as_json(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    data = json.loads(call("show", "--json").out)
    assert data["format"] == FORMAT
    assert data["steps"][0]["commands"][0]["outline"]["line"] == "nova-manage db sync"


@pytest.mark.parametrize(("events", "code"), [(DONE, 0), (FAILED, 1), (BEGUN, 1)])
def test_following_tells_the_journal_and_ends_as_the_run(
    call: Call, events: tuple[Event, ...], code: int
) -> None:
    make_run("20260101-remap-cell0", *events)
    said = call("show", "--follow")
    assert said.code == code
    lines = said.out.splitlines()
    assert lines[:2] == ["1/1 Map cell0", "   ctl: nova-manage db sync"]


def test_events_of_a_step_that_the_plan_has_not_are_passed_over(call: Call) -> None:
    foreign = (StepStarted("later"), CommandStarted("later", 0, SYNC), Output("later", 0, ("said",)))
    make_run("20260101-remap-cell0", *BEGUN, *foreign, *ENDED, RunEnded("done"))
    said = call("show", "--follow")
    assert (said.code, "?: said" in said.out) == (0, True)
    assert said.err.startswith("Done and verified")


WRONG = {
    "no run": (("show",), "Nothing was run yet."),
    "nothing to resume": (("resume",), "Nothing was run yet."),
    "nothing to undo": (("undo",), "Nothing was run yet."),
}


@pytest.mark.parametrize(("arguments", "says"), WRONG.values(), ids=WRONG)
def test_runs_that_are_not_there(call: Call, arguments: tuple[str, ...], says: str) -> None:
    said = call(*arguments)
    assert (said.code, said.out, said.err) == (2, "", f"stackmend: {says}\n")


def test_a_run_that_is_not_among_them(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    said = call("show", "x")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith("stackmend: There is no run 'x'")


REFUSED = {
    "done": ((), "is done: there is nothing to resume"),
    "read-only": (("--read-only",), "read-only mode"),
}


@pytest.mark.parametrize(("options", "says"), REFUSED.values(), ids=REFUSED)
def test_a_resume_that_is_refused(call: Call, options: tuple[str, ...], says: str) -> None:
    make_run("20260101-remap-cell0", *DONE)
    said = call("resume", *options)
    assert (said.code, says in said.err) == (2, True)


SITE = 'name = "%s"\nclouds_file = "none.yaml"\ncloud = "lab"\n'


def test_a_run_is_not_gone_on_with_by_the_facts_of_another_site(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SITE % "a")
    (tmp_path / "b.toml").write_text(SITE % "b")
    on_a = replace(
        APPROVED, site="a", path=f"{tmp_path}/a.toml", invocation=Invocation(site=f"{tmp_path}/a.toml")
    )
    make_run("20260101-remap-cell0", on_a, *FAILED[1:])
    said = call("resume", "--site", f"{tmp_path}/b.toml", "--yes")
    assert (said.code, said.out) == (2, "")
    assert f"the run was on another site: a ({tmp_path}/a.toml)." in said.err
    assert f"`stackmend resume 20260101-remap-cell0 --site {tmp_path}/a.toml` leads there." in said.err


def test_a_run_without_backups_cannot_be_undone(call: Call) -> None:
    make_run("20260101-remap-cell0", *DONE)
    said = call("undo")
    assert (said.code, "kept no rows of a database" in said.err) == (2, True)
