"""Journals: written whole, private, read while they grow, and readable after a crash."""

from __future__ import annotations

import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from actions.model.command import Api, Outline
from actions.model.event import (
    FORMAT,
    Approved,
    BackedUp,
    CommandEnded,
    CommandStarted,
    Event,
    Output,
    RowsLeft,
    RunEnded,
    RunStarted,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.plan import Plan, PlannedStep, do
from actions.model.secret import Secret
from actions.run import journal as journals
from actions.run.journal import Journal, RunNotFound, Tail, event_in, read_run, written
from actions.run.lock import hold
from actions.run.planner import Verdict, digest, judge
from actions.run.state import Status
from actions.site.paths import runs_dir

OUTLINE = Outline("ctl", "edit /etc/nova/nova.conf", ("[database] connection = ****",), ("α",), False)
PLAN = Plan("demo", "Try it", "ctl", (PlannedStep("one", "One", (OUTLINE,), "why"),), ("note",), "ctl")
EVENTS: tuple[Event, ...] = (
    Approved(PLAN, "lab", "/lab.toml", "cloud", ("two",), "/home/op", "0.1.0", at=1.5),
    RunStarted(4711, ("one",), at=2.0),
    StepStarted("one", at=3.0),
    BackedUp("one", "backup-one.json", ("cell_mappings",), at=3.5),
    RowsLeft("one", "left-one.json", "backup-one.json", at=3.6),
    CommandStarted("one", 0, OUTLINE, at=4.0),
    Output("one", 0, ("a\tb", 'quote " \x1b[31m', ""), at=5.0),
    CommandEnded("one", 0, 0, True, at=6.0),
    Verifying("one", 30.0, at=6.5),
    StepEnded("one", "drifted", "because", (OUTLINE,), at=7.0),
    RunEnded("drifted", "because", at=8.0),
)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def make_run(run_id: str, *events: Event) -> Path:
    folder = runs_dir() / run_id
    folder.mkdir()
    journal = Journal(folder)
    for event in events:
        journal.append(event)
    journal.close()
    return folder


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_comes_back_from_its_line(event: Event) -> None:
    line = written(event)
    assert line.count(b"\n") == 1
    assert event_in(line) == event


def test_a_secret_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="secret"):
        written(StepEnded("one", "done", Secret("pw")))  # type: ignore[arg-type]


OLD = Path(__file__).parents[1] / "cases" / "journals"


@pytest.mark.parametrize("path", sorted(OLD.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_journal_of_a_version_before_still_goes_on(path: Path) -> None:
    """Its plan is the one that was approved, and its requests are, though it has only their lines."""
    folder = runs_dir() / "old"
    folder.mkdir()
    (folder / "journal.jsonl").write_bytes(path.read_bytes())
    state = read_run("old")
    assert digest(state.plan) == state.plan.digest
    assert [step.status for step in state.steps] == [Status.DONE, Status.WAITING]
    show = "openstack user create --domain default --password **** nova"
    again = do(Api("identity", "POST", "/users", show, {"user": {"name": "nova"}}), why="")
    assert judge(state.steps[0].planned, again) is Verdict.PROCEED


ODD_LINES = {
    "torn": b'{"event":"run-ended","at":1.0,"sta',
    "empty": b"",
    "no object": b"[1]",
    "of a later version": b'{"event":"paused","at":1.0}',
    "without a field": b'{"event":"step-started","at":1.0}',
    "no text": b"\xff\xfe",
    "a journal of a later format": written(Approved(PLAN, "lab", format=FORMAT + 1)),
}


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES)
def test_a_line_that_is_no_event_is_passed_over(line: bytes) -> None:
    assert event_in(line) is None


def test_the_journal_of_a_later_format_is_not_misread_but_told() -> None:
    make_run("r1", Approved(PLAN, "lab", format=FORMAT + 1), RunEnded("done"))
    assert journals.list_runs() == []
    with pytest.raises(RunNotFound, match="a later version of stackmend wrote it"):
        journals.read_run("r1")


def test_a_journal_of_before_formats_were_numbered_opens() -> None:
    line = written(Approved(PLAN, "lab")).replace(b',"format":0', b"")
    assert b"format" not in line
    assert event_in(line) == Approved(PLAN, "lab", format=0, at=0.0)


def test_a_run_that_crashed_while_writing_can_be_read_and_written_on() -> None:
    folder = make_run("r1", EVENTS[0])
    with (folder / "journal.jsonl").open("ab") as file:
        file.write(ODD_LINES["torn"])
    assert journals.read_run("r1").status == Status.INTERRUPTED
    journal = Journal(folder)
    journal.append(RunEnded("done"))
    journal.close()
    assert journals.read_run("r1").status == Status.DONE


def test_on_a_full_disk_half_an_event_makes_room(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            journal.append(Output("one", 0, ("x" * 400,)))
        journal.append(RunEnded("failed", "full"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    (event,) = Tail(tmp_path).read()
    assert isinstance(event, RunEnded)


def test_a_line_is_read_when_it_is_whole() -> None:
    folder = make_run("r1", EVENTS[0])
    tail = Tail(folder)
    assert len(tail.read()) == 1
    line = written(EVENTS[2])
    with (folder / "journal.jsonl").open("ab", buffering=0) as file:
        file.write(line[:9])
        assert tail.read() == ()
        file.write(line[9:])
    assert tail.read() == (EVENTS[2],)


def test_files_are_for_their_owner_only() -> None:
    folder = make_run("r1", EVENTS[0])
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "journal.jsonl").stat().st_mode) == 0o600


def test_events_are_stamped_as_they_are_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path, clock=lambda: 42.0)
    journal.append(StepStarted("one"))
    assert Tail(tmp_path).read() == (StepStarted("one", at=42.0),)


def test_runs_are_listed_newest_first_and_others_folders_left_out() -> None:
    make_run("20250101-1", EVENTS[0])
    make_run("20250102-1", *EVENTS)
    make_run("20250103-1")
    (runs_dir() / "notes.txt").touch()
    assert [run.id for run in journals.list_runs()] == ["20250102-1", "20250101-1"]


def test_alive_is_who_holds_the_lock() -> None:
    folder = make_run("r1", EVENTS[0])
    held = hold(folder / "lock")
    assert (journals.read_run("r1").alive, journals.read_run("r1").status) == (True, Status.RUNNING)
    os.close(held)
    assert (journals.read_run("r1").alive, journals.read_run("r1").status) == (
        False,
        Status.INTERRUPTED,
    )


FOUND = {"20250102-1": "20250102-1", "0101": "20250101-1", "last": "20250102-1"}


@pytest.mark.parametrize(("text", "run_id"), FOUND.items())
def test_a_run_is_found_by_a_part_of_its_id(text: str, run_id: str) -> None:
    make_run("20250101-1", EVENTS[0])
    make_run("20250102-1", EVENTS[0])
    assert journals.find_run(text) == run_id


@pytest.mark.parametrize("text", ["", "x", "2025", "../etc"])
def test_a_run_that_cannot_be_found_is_said(text: str) -> None:
    make_run("20250101-1", EVENTS[0])
    make_run("20250102-1", EVENTS[0])
    with pytest.raises(RunNotFound):
        journals.find_run(text)


def test_the_last_run_where_nothing_was_run() -> None:
    with pytest.raises(RunNotFound, match=r"^Nothing was run yet\.$"):
        journals.find_run("last")


@pytest.mark.parametrize("run_id", ["gone", "..", "../runs/r1", ""])
def test_reading_a_run_that_is_none(run_id: str) -> None:
    make_run("r1", EVENTS[0])
    with pytest.raises(RunNotFound, match="There is no run"):
        journals.read_run(run_id)


def test_a_journal_without_a_plan_is_said() -> None:
    make_run("r1", RunStarted(1))
    with pytest.raises(RunNotFound, match="holds no plan"):
        journals.read_run("r1")


async def test_following_gives_what_is_there_and_what_comes_until_the_runner_ends() -> None:
    folder = make_run("r1", *EVENTS[:3])
    held = hold(folder / "lock")
    heard = journals.follow("r1", every=0)
    first = await anext(heard)
    assert (first.state.status, len(first.events)) == (Status.RUNNING, 3)
    journal = Journal(folder)
    journal.append(StepEnded("one", "done"))
    second = await anext(heard)
    assert second.state.steps[0].status == Status.DONE
    journal.append(RunEnded("done"))
    os.close(held)
    assert [h.state.status async for h in heard][-1] == Status.DONE


async def test_following_a_run_that_is_cut_says_so_and_ends() -> None:
    make_run("r1", *EVENTS[:3])
    assert [h.state.status async for h in journals.follow("r1")] == [Status.INTERRUPTED]
