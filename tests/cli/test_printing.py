"""What a person copies is never broken, however narrow the terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

from tests.cli.conftest import Keyboard
from tui.cli import asking, printing, watch

RUN = "20261128-190614-restart-service"
ROW = (
    "done",
    RUN,
    "restart-service controller/nova-conductor",
    "a site",
    "2026-11-28 19:06:14",
)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[int]:
    """Both streams are terminals of that width."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(request.param))
    for stream in (printing.out, printing.err):
        stream.cache_clear()
    yield request.param
    for stream in (printing.out, printing.err):
        stream.cache_clear()


@pytest.mark.parametrize("terminal", [30, 60, 80, 132], indirect=True)
def test_an_id_stays_in_one_piece(terminal: int, capsys: pytest.CaptureFixture[str]) -> None:
    printing.table(("Status", "Run", "Action", "Site", "Started"), [ROW], whole=("Run",))
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert any(RUN in line for line in lines)
    if terminal >= 80:
        assert max(len(line.rstrip()) for line in lines) <= terminal


@pytest.mark.parametrize("terminal", [40, 200], indirect=True)
def test_a_next_command_stays_in_one_piece(terminal: int, capsys: pytest.CaptureFixture[str]) -> None:
    command = f"stackmend resume {RUN} --site '/my lab.toml'"
    printing.advise("To go on", command)
    lines = capsys.readouterr().err.splitlines()
    assert lines == (["To go on:", f"   {command}"] if terminal == 40 else [f"To go on: {command}"])


@pytest.mark.parametrize("terminal", [40], indirect=True)
def test_a_plan_is_shown_a_screenful_at_a_time(
    terminal: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is longer than a line takes as many lines as the terminal breaks it into."""
    monkeypatch.setenv("LINES", "6")
    told = ["x" * 3 * terminal, *"abcdefg", "y" * 7 * terminal, "end"]

    def show() -> None:
        for text in told:
            printing.whole(text)

    pages = [[told[0], "a", "b"], [*"cdefg"], [told[8]], ["end"]]
    assert printing.pages(show) == pages
    for typed, whole in (("\n\n\n", True), ("\nq\n", False)):
        monkeypatch.setattr("sys.stdin", Keyboard(typed))
        assert asking.read_through(show, asked=True) is whole
        said = capsys.readouterr()
        assert said.out.splitlines() == (told if whole else told[:8])
        assert "Lines 1-3 of 10; Enter shows more, q ends: " in said.err
    assert asking.read_through(show, asked=False)
    assert capsys.readouterr().err == ""


def test_names_stand_in_columns() -> None:
    assert list(printing.columns(("a", "bb", "c", "d", "e"), 12)) == ["a   c   e", "bb  d"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_how_long_a_run_takes_outlasts_its_steps_name(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    console = Console(width=width, force_terminal=True, file=io.StringIO())
    monkeypatch.setattr(watch, "out", lambda: console)
    monkeypatch.setattr(watch, "for_person", lambda: True)
    with watch._progress() as progress:
        progress.add_task("running: Install and configure a service on every controller", total=59)
        (line,) = console.render_lines(progress.get_renderable())
    told = "".join(segment.text for segment in line)
    assert "0/59 0:00:00 -:--:-- left running: I" in told
