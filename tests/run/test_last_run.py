"""Which run is the last one, and which folders are none: clocks go back, some are another user's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.errors import Unwritable
from actions.model.event import Approved, CommandEnded, CommandStarted, Event, Output, RunStarted
from actions.model.plan import Plan
from actions.model.site import Site
from actions.run import journal as journals
from actions.run.journal import Journal, RunNotFound, event_in, written
from actions.run.launch import launch
from actions.run.planner import digest
from actions.run.state import reduce
from actions.site.paths import runs_dir
from tests.run.test_journal import EVENTS

EMPTY = Plan("quick", "Nothing", "", ())
PLAN = replace(EMPTY, digest=digest(EMPTY))
SLEEPS = ("sh", "-c", "exit 0")
"""A runner that ends at once, well."""


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def make_run(run_id: str, at: float, events: Sequence[Event] = EVENTS[:1]) -> Path:
    folder = runs_dir() / run_id
    folder.mkdir()
    journal = Journal(folder, clock=lambda: at)
    for event in events:
        journal.append(event)
    journal.close()
    return folder


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20261025-025900-x", "20261025-020100-x"),  # the end of summer time, or another time zone
        ("20261025-025900-x-2", "20261025-025900-x-10"),
    ],
)
def test_the_last_run_is_the_one_that_was_approved_last(first: str, second: str) -> None:
    make_run(first, 1.0)
    make_run(second, 2.0)
    assert journals.find_run("last") == second
    assert [run.id for run in journals.list_runs()] == [second, first]
    with pytest.raises(RunNotFound, match=f"{second} the newest"):
        journals.find_run("2026")


def test_the_last_run_has_a_plan() -> None:
    make_run("20260101-x", 1.0)
    make_run("20260102-x", 2.0, ())
    make_run("20260103-x", 3.0, (RunStarted(1),))
    (runs_dir() / "20260104-x").mkdir()
    assert journals.find_run("last") == "20260101-x"


def test_a_folder_of_another_users_hides_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root's, after `sudo -E`: it can be seen, and not entered."""
    make_run("20260101-x", 1.0)
    hidden = make_run("20260102-x", 2.0)
    access, stat = os.access, Path.stat

    def entered(self: Path, **how: bool) -> os.stat_result:
        if hidden in self.parents:
            raise PermissionError(13, "Permission denied", str(self))
        return stat(self, **how)

    monkeypatch.setattr(
        os, "access", lambda path, mode: hidden not in path.parents and access(path, mode)
    )
    monkeypatch.setattr(Path, "stat", entered)
    assert journals.find_run("last") == "20260101-x"
    assert journals.find_run("0101") == "20260101-x"
    with pytest.raises(RunNotFound, match=r"is another user's: .*/20260102-x cannot be read"):
        journals.read_run("20260102-x")


def test_names_that_are_not_utf8_come_back_from_the_journal() -> None:
    event = Approved(PLAN, "lab", cwd=os.fsdecode(b"/home/op/caf\xe9"))
    line = written(event)
    line.decode("utf-8")
    assert event_in(line) == event


def test_a_run_starts_in_a_folder_whose_name_is_not_utf8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    monkeypatch.chdir(folder)
    run_id = launch(Site("lab"), PLAN, runner=SLEEPS)
    assert journals.read_run(run_id).cwd == str(folder)


def test_what_cannot_be_written_down_leaves_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Event) -> bytes:
        raise TypeError("a secret must not be written here")

    monkeypatch.setattr(journals, "written", broken)
    with pytest.raises(TypeError):
        launch(Site("lab"), PLAN, runner=SLEEPS)
    assert list(runs_dir().iterdir()) == []


def test_a_runner_that_cannot_be_named_leaves_no_folder() -> None:
    with pytest.raises((Unwritable, ValueError)):
        launch(Site("lab"), PLAN, runner=("a\0b",))
    assert list(runs_dir().iterdir()) == []


@pytest.mark.parametrize("number", [-1, -5, 7])
def test_a_number_that_no_command_has_is_passed_over(number: int) -> None:
    started = EVENTS[: 1 + next(n for n, e in enumerate(EVENTS) if isinstance(e, CommandStarted))]
    events = (*started, Output("one", number, ("a",)), CommandEnded("one", number, 0, True))
    state = reduce("r", events)
    assert state is not None
    assert (state.output[0].where, state.steps[0].commands[0].exit) == ("", None)
