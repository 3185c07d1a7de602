"""The console in a test: headless, its clock stopped, settled after every key."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from actions.model.fact import Snapshot
from screens.all import PANES
from tests.screens.cloud import NOW
from tests.tui.fake import FakeSession
from tui.app import Stackmend
from tui.values.pane import Pane
from tui.windows.browse import Browse


class Driver:
    """Presses keys and waits until nothing is left to do."""

    def __init__(self, app: Stackmend, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self._pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a word."""
        await self._pilot.press(*text)
        await self.settle()

    async def click(self, x: int, y: int) -> None:
        """Click on a place of the screen."""
        await self._pilot.click(offset=(x, y))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal larger or smaller."""
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    async def opened(self) -> None:
        """Wait until there is a word of the site: its rows, or why it cannot be opened.

        Where others keep the machine busy, the pilot takes a console that waits for a thread as idle.
        """
        while self.app.is_running and self._connecting():
            await self._pilot.pause()

    def _connecting(self) -> bool:
        told = self.browse.query_one("#empty", Static)
        return told.display and str(told.content) == "Connecting…"

    async def settle(self) -> None:
        """Wait until every job that ends has ended: the site's own goes on for ever."""
        await self._pilot.pause()
        while self.app.keys.busy and self.app.is_running:
            await self._pilot.pause()
        while jobs := [w for w in self.app.workers if w.group != "site" and not w.is_finished]:
            await self.app.workers.wait_for_complete(jobs)
            await self._pilot.pause()

    @property
    def browse(self) -> Browse:
        """The main window."""
        window = self.app.screen_stack[0]
        assert isinstance(window, Browse)
        return window

    def cursor(self) -> str:
        """The key of the row under the cursor."""
        row = self.browse.row()
        return row.key if row else ""

    def text(self) -> str:
        """The screen as a person reads it."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)


def way_to(pane: Pane) -> tuple[str, ...]:
    """The keys that lead to a pane: its number, or `:` and its name."""
    return (pane.key,) if pane.key else ("colon", *pane.name, "enter")


def console(source: FakeSession | Snapshot) -> Stackmend:
    """The app on a session or a recording."""
    return Stackmend(PANES, lambda: source, clock=lambda: NOW, steady=unhurried())


def unhurried() -> Callable[[], float]:
    """A clock on which a second passes between any two looks: whoever types has read."""
    seconds = itertools.count()
    return lambda: float(next(seconds))


@asynccontextmanager
async def driven(
    source: FakeSession | Snapshot, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Driver]:
    """The app, running and settled."""
    async with driving(console(source), size) as driver:
        yield driver


@asynccontextmanager
async def driving(app: Stackmend, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Driver]:
    """Any app, running and settled."""
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot)
        await driver.opened()
        await driver.settle()
        yield driver
