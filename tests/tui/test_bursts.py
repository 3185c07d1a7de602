"""Keys that are there before anything that they cause: one write, a slow line, a busy machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from textual.events import Key
from textual.widgets import Input

from screens.all import PANES
from tests.screens.cloud import NOW
from tests.tui.console import Driver, driven, driving
from tests.tui.fake import PLAN, FakeSession
from tui.app import Stackmend
from tui.key_queue import KeyQueue
from tui.terminal_keys import Parser, meant
from tui.windows.plan import PlanWindow, ranges
from tui.windows.settled import READING


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def console(session: FakeSession, watch: Watch) -> Stackmend:
    """The console by that clock."""
    return Stackmend(PANES, lambda: session, clock=lambda: NOW, steady=watch)


async def burst(it: Driver, *keys: str) -> None:
    """All keys at once; a text stands for its letters."""
    for key in keys:
        for one in (key,) if key in ("enter", "escape", "slash", "colon", "space") else key:
            it.app.post_message(Key(one, one if len(one) == 1 else None))
    await it.settle()


def typed(it: Driver) -> str:
    """What stands in the line."""
    return it.app.screen.query_one(Input).value


async def test_a_filter_in_one_burst_is_a_filter() -> None:
    async with driven(session := FakeSession()) as it:
        await it.press("6")
        await burst(it, "slash", "ne")
        assert (session.planned, typed(it), len(it.app.screen_stack)) == ([], "ne", 1)
        await burst(it, "escape", "e")
        assert session.planned == [("remap-cell0", "")]


async def test_a_jump_in_one_burst_sorts_nothing_on_its_way() -> None:
    async with driven(FakeSession()) as it:
        await burst(it, "colon", "nodes", "enter", "s", "s")
        assert it.browse.pane.name == "nodes"
        assert "Host↑" in it.text()
        await burst(it, "colon", "services", "enter", "2")
        assert it.browse.pane.name == "nodes"
        assert "Host↑" in it.text()


async def test_a_key_behind_a_filter_is_meant_for_the_rows_that_it_leaves() -> None:
    async with driven(session := FakeSession()) as it:
        await it.press("3")
        await burst(it, "slash", "unit compute2", "enter", "R")
        assert session.planned == [("bounce-service", "compute2/nova-compute")]


async def test_one_line_is_left_and_another_opened_in_one_burst() -> None:
    async with driven(FakeSession()) as it:
        await burst(it, "slash", "ne", "escape", "escape", "colon", "no")
        assert typed(it) == "no"
        await burst(it, "enter", "slash", "compute", "enter", "slash")
        assert (it.browse.pane.name, typed(it)) == ("nodes", "compute")


async def test_an_approval_that_was_typed_ahead_is_none() -> None:
    session, watch = FakeSession(), Watch()
    async with driving(console(session, watch)) as it:
        await burst(it, "6ea")
        assert isinstance(it.app.screen, PlanWindow)
        watch.now += READING - 0.01
        await burst(it, "aaa")
        assert session.launched == []
        assert "Nothing was run" in it.text()
        watch.now += 0.01
        await burst(it, "a")
        assert session.launched == [(PLAN, ())]


async def test_a_plan_that_was_made_anew_is_to_be_read_anew() -> None:
    session, watch = FakeSession(), Watch()
    async with driving(console(session, watch)) as it:
        await burst(it, "6e")
        watch.now += READING
        await burst(it, "ra")
        assert session.launched == []
        watch.now += READING
        await burst(it, "a")
        assert len(session.launched) == 1


async def test_a_plan_that_was_covered_is_to_be_read_first() -> None:
    session, watch = FakeSession(), Watch()
    async with driving(console(session, watch)) as it:
        await burst(it, "6e")
        watch.now += READING
        await it.press("question_mark")
        watch.now += READING
        await burst(it, "escape", "a")
        assert session.launched == []
        watch.now += READING
        await burst(it, "a")
        assert len(session.launched) == 1


async def test_a_name_that_was_typed_ahead_of_its_question_approves_nothing() -> None:
    session, watch = FakeSession(made=replace(PLAN, confirm="lab")), Watch()
    async with driving(console(session, watch)) as it:
        await burst(it, "6e")
        watch.now += READING
        await burst(it, "alab", "enter")
        assert session.launched == []
        await burst(it, "a")
        watch.now += READING
        await burst(it, "lab", "enter")
        assert len(session.launched) == 1


async def test_how_much_of_a_plan_was_never_on_the_screen_is_said_beside_the_key() -> None:
    async with driven(FakeSession(), (100, 16)) as it:
        await it.press("6", "e")
        assert "a Approve (lines 1–12 of 21)" in it.text()
        await it.press("end")
        assert "a Approve  " in it.text()
        await it.press("r")
        assert "a Approve (lines 1–12 of 21)" in it.text()
    async with driven(FakeSession(), (100, 40)) as it:
        await it.press("6", "e")
        assert "a Approve  " in it.text()


async def test_a_step_that_is_declined_is_brought_into_sight() -> None:
    async with driven(FakeSession(), (100, 14)) as it:
        await it.press("6", "e")
        assert "declines it" not in it.text()
        await it.press("space")
        assert "space takes it in again" in it.text()


def test_ranges_are_written_as_a_person_does() -> None:
    assert ranges([1, 2, 3, 40, 41, 46]) == "1–3, 40–41, 46"
    assert ranges([]) == "0"


async def test_keys_go_on_where_a_widget_owes_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that went away while a key was in its queue must not hold up the keyboard for ever."""

    async def lost(*_: object) -> None:
        """Nobody says that the key is through."""

    monkeypatch.setattr("tui.key_queue.PATIENCE", 0.0)
    monkeypatch.setattr(KeyQueue, "_follow", lost)
    async with driven(FakeSession()) as it:
        await it.press("2", "3")
        assert it.browse.pane.name == "services"


SENT = {
    "\x1ba": ["alt+a"],
    "\x1bN": ["alt+shift+n"],
    "\x1b/a": ["escape", "slash", "a"],
    "\x1b3/": ["escape", "3", "slash"],
    "\x1b ": ["escape", "space"],
    "\x1b\r": ["escape", "enter"],
    "\x1b\x1b": ["escape", "escape"],
    "\x1b": ["escape"],
    "\x1b[A": ["up"],
    "\x1bOP": ["f1"],
    "/ne": ["slash", "n", "e"],
}
"""What comes in one write, and the keys that it is."""


@pytest.mark.parametrize("data", SENT)
def test_escape_is_read_also_where_a_key_follows_at_once(
    data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = Parser()
    found = list(parser.feed(data))
    monkeypatch.setattr("textual._parser.get_time", lambda: 1e12)
    found += list(parser.tick())
    assert [event.key for event in found if isinstance(event, Key)] == SENT[data]


def test_alt_and_a_letter_are_escape_and_the_letter_unless_they_are_bound() -> None:
    assert [k.key for k in meant(Key("alt+a", "a"), tuple)] == ["escape", "a"]
    assert [k.key for k in meant(Key("alt+shift+n", "N"), tuple)] == ["escape", "N"]
    assert [k.key for k in meant(Key("alt+a", "a"), lambda: ("alt+a",))] == ["alt+a"]
    assert [k.key for k in meant(Key("alt+up", None), tuple)] == ["alt+up"]


async def test_a_plan_is_left_before_what_is_typed_behind_escape() -> None:
    session, watch = FakeSession(), Watch()
    async with driving(console(session, watch)) as it:
        await burst(it, "6e")
        watch.now += READING
        it.app.post_message(Key("alt+a", "a"))
        await it.settle()
        assert (session.launched, len(it.app.screen_stack)) == ([], 1)
