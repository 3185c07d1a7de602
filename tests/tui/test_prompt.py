"""The line in which one types: it shows as long as it has the keys, and says what it asks of what."""

from __future__ import annotations

from textual.events import AppBlur, AppFocus
from textual.widgets import Input

from tests.tui.console import Driver, driven
from tests.tui.fake import FakeSession
from tui.widgets.prompt import Prompt


def shows(it: Driver) -> bool:
    """Whether there is a line."""
    return bool(it.app.screen.query_one(Prompt).display)


def row_of(it: Driver, text: str) -> int:
    """The line of the screen that holds it."""
    return next(number for number, line in enumerate(it.text().splitlines()) if text in line)


async def test_a_click_elsewhere_leaves_the_line_and_keeps_the_filter() -> None:
    async with driven(FakeSession()) as it:
        await it.press("3", "slash")
        await it.type("nova")
        await it.click(8, 6)
        assert not shows(it)
        assert "/nova" in it.text().splitlines()[1]
        await it.press("slash")
        assert it.app.screen.query_one(Input).value == "nova"
        await it.press("escape")
        assert "/nova" not in it.text()


async def test_a_click_on_another_pane_leaves_the_line_and_filters_nothing_there() -> None:
    async with driven(FakeSession()) as it:
        await it.press("3", "slash")
        await it.type("nova")
        await it.click(it.text().splitlines()[1].index("Nodes"), 1)
        assert (it.browse.pane.name, shows(it)) == ("nodes", False)
        assert "/nova" not in it.text()


async def test_a_terminal_in_the_background_keeps_the_line() -> None:
    async with driven(FakeSession()) as it:
        await it.press("3", "slash")
        await it.type("no")
        it.app.post_message(AppBlur())
        await it.settle()
        it.app.post_message(AppFocus())
        await it.settle()
        await it.type("va")
        assert (shows(it), it.app.screen.query_one(Input).value) == (True, "nova")


async def test_a_reason_is_asked_for_with_its_subject_and_only_as_long_as_that_is_meant() -> None:
    async with driven(session := FakeSession()) as it:
        await it.press("3", "slash")
        await it.type("nova-compute")
        await it.press("enter", "D")
        first = it.cursor().split()[-1]
        assert f"disable {first}, reason:" in it.text()
        await it.click(8, row_of(it, "compute3"))
        assert not shows(it)
        second = it.cursor().split()[-1]
        assert second != first
        await it.press("D")
        assert f"disable {second}, reason:" in it.text()
        await it.type("x")
        await it.press("enter")
        assert session.planned == [("disable-service", f"{second} x")]
