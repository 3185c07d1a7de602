"""How the console looks: every pane at 80x24, some wider, the plan and the run; the README shows these.

`pytest tests/tui/test_pictures.py --snapshot-update` accepts what is drawn now: look at it first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from actions.causes import report as report_module
from actions.causes.report import Report
from actions.run.state import Status
from screens.all import PANES
from tests.screens import installing
from tests.screens.cloud import NOW
from tests.screens.test_findings import ALONE, CAUSE
from tests.tui.console import Driver, way_to
from tests.tui.fake import FakeSession, run_state
from tui.app import Stackmend

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures do not depend on the terminal that the tests run in."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


def pressing(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys when everything is settled."""

    async def run(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, Stackmend)
        driver = Driver(pilot.app, pilot)
        await driver.settle()
        await driver.app.look_at_runs()
        await driver.press(*keys)

    return run


def app(*runs: Status) -> Stackmend:
    """A console with runs that ended so, besides one that went well."""
    states = tuple(run_state(status, f"20251229-0{n}1500-remap-cell0") for n, status in enumerate(runs))
    session = FakeSession(known=states)
    return Stackmend(PANES, lambda: session, clock=lambda: NOW)


@pytest.fixture(autouse=True)
def chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures do not change with every step that an installation gets."""
    monkeypatch.setattr("actions.install.all.CHAPTERS", installing.CHAPTERS)


def test_an_installation_that_runs(snap_compare: Compare) -> None:
    session = FakeSession(known=(installing.run(),), made=installing.PLAN)
    console = Stackmend(PANES, lambda: session, clock=lambda: NOW)
    assert snap_compare(console, run_before=pressing("7", "down"), terminal_size=(120, 30))


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_pane(snap_compare: Compare, pane: Any) -> None:
    runs = (Status.DONE, Status.INTERRUPTED, Status.FAILED) if pane.name == "runs" else ()
    assert snap_compare(app(*runs), run_before=pressing(*way_to(pane)), terminal_size=(80, 24))


@pytest.mark.parametrize("name", ["overview", "nodes", "services", "cells", "networks", "volumes"])
def test_pane_on_a_wide_terminal(snap_compare: Compare, name: str) -> None:
    key = next(pane.key for pane in PANES if pane.name == name)
    assert snap_compare(app(), run_before=pressing(key), terminal_size=(160, 48))


WINDOWS = {
    "detail": ("4", "enter"),
    "node": ("2", "down", "down", "enter"),
    "help": ("6", "question_mark"),
    "path": ("5", *("down",) * 11, "enter"),
    "volume": ("9", "down", "down", "enter"),
    "filter": ("3", "slash", "n", "e", "u"),
    "plan": ("6", "e"),
    "log": ("3", "l"),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_window(snap_compare: Compare, name: str) -> None:
    assert snap_compare(app(), run_before=pressing(*WINDOWS[name]), terminal_size=(100, 30))


@pytest.mark.parametrize("status", [Status.RUNNING, Status.DONE, Status.FAILED])
def test_run(snap_compare: Compare, status: Status) -> None:
    assert snap_compare(app(status), run_before=pressing("8", "enter"), terminal_size=(100, 30))


@pytest.mark.parametrize("keys", [("6", "down"), ("6", "enter")], ids=["rows", "detail"])
def test_a_cause_and_what_follows(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    monkeypatch.setattr(report_module, "report", lambda _: Report((CAUSE, ALONE), ()))
    assert snap_compare(app(), run_before=pressing(*keys), terminal_size=(80, 24))


def test_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(), run_before=pressing("1"), terminal_size=(80, 24))
