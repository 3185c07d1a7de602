"""The Install pane's tree: what folds it, what plans its rows, and what goes on below it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.run.state import Status
from tests.screens import installing
from tests.screens.cloud import snapshot
from tests.tui.console import Driver, driven
from tests.tui.fake import FakeSession

HIGH, LOW = (100, 30), (80, 14)
FOLDED = ["install", "base", "nova"]
BASE = ["base host-names", "base base-packages", "base users"]
NOVA = ["nova nova-packages", "nova nova-config", "nova nova-units"]


@pytest.fixture(autouse=True)
def chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.install.all.CHAPTERS", installing.CHAPTERS)


def keys(it: Driver) -> list[str]:
    return [row.key for row in it.browse.shown]


async def test_a_tree_is_open_where_there_is_room_and_folded_where_there_is_not() -> None:
    async with driven(snapshot(), HIGH) as it:
        await it.press("7")
        assert keys(it) == ["install", "base", *BASE, "nova", *NOVA]
        assert "▾ nova: Install Nova" in it.text()
    async with driven(snapshot(), LOW) as it:
        await it.press("7")
        assert keys(it) == FOLDED
        assert "▸ nova: Install Nova" in it.text()


@pytest.mark.parametrize("key", ["enter", "space", "right"])
async def test_a_key_unfolds_a_chapter(key: str) -> None:
    async with driven(snapshot(), LOW) as it:
        await it.press("7", "down", key)
        assert keys(it) == ["install", "base", *BASE, "nova"]
        assert it.cursor() == "base"
        await it.press("left" if key == "right" else key)
        assert keys(it) == FOLDED


async def test_left_on_a_step_goes_to_its_chapter_and_folds_it() -> None:
    async with driven(snapshot(), HIGH) as it:
        await it.press("7", "end", "left")
        assert (it.cursor(), keys(it)) == ("nova", ["install", "base", *BASE, "nova"])
        await it.press("left", "left")
        assert keys(it) == ["install", "base", *BASE, "nova"]


async def test_what_was_unfolded_is_so_when_one_comes_back() -> None:
    async with driven(snapshot(), LOW) as it:
        await it.press("7", "end", "enter", "2", "7")
        assert keys(it) == [*FOLDED, *NOVA]
        assert it.cursor() == "nova"


async def test_a_filter_finds_what_is_folded_away() -> None:
    async with driven(snapshot(), LOW) as it:
        await it.press("7", "slash")
        await it.type("nova.conf")
        assert keys(it) == ["nova nova-config"]
        await it.press("escape")
        assert keys(it) == FOLDED


@pytest.mark.parametrize(
    ("way", "action"),
    [
        ((), "install"),
        (("down",), "install-base"),
        (("down", "down"), "install-base/host-names"),
    ],
)
async def test_the_whole_a_chapter_or_a_step_is_planned(way: tuple[str, ...], action: str) -> None:
    session = FakeSession()
    async with driven(session, HIGH) as it:
        await it.press("7", *way, "e")
        assert session.planned == [(action, "")]


async def test_a_plan_that_was_made_shows_in_the_tree() -> None:
    session = FakeSession(made=installing.PLAN)
    async with driven(session, HIGH) as it:
        await it.press("7", "e", "escape")
        screen = it.text()
        assert "to do 1/6" in screen
        assert "5 hosts ✓" in screen


async def test_enter_on_a_step_and_d_on_a_chapter_tell_more() -> None:
    async with driven(snapshot(), HIGH) as it:
        await it.press("7", "down", "d")
        assert "no update of apt's lists before." in it.text()
        await it.press("escape", "down", "enter")
        assert "stackmend plan install-base/host-names" in it.text()


async def test_a_run_that_goes_on_is_told_below_and_takes_no_room_when_it_is_over() -> None:
    session = FakeSession(known=(installing.run(),))
    async with driven(session, HIGH) as it:
        await it.app.look_at_runs()
        await it.press("7")
        screen = it.text()
        for part in ("▶ Nova's packages: running, for 42 s", "compute1 │ Unpacking", "about 6 min"):
            assert part in screen
        session.known = (replace(installing.run(Status.FAILED)),)
        await it.app.look_at_runs()
        await it.settle()
        assert "compute1 │ Unpacking" not in it.text()
        assert "failed" in it.text()


async def test_a_run_that_stopped_is_resumed_from_its_step() -> None:
    session = FakeSession(known=(installing.run(Status.FAILED),))
    async with driven(session, HIGH) as it:
        await it.app.look_at_runs()
        await it.press("7", "R", "a")
        assert session.resumed == [("20251229-091500-install", ())]
