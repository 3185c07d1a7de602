"""The live log of a systemd unit."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.live.backend import Trouble
from tui.values.cell import Cell
from tui.values.sanitize import plain
from tui.widgets.crumbs import Crumbs
from tui.widgets.lines import Lines
from tui.widgets.prompt import Prompt
from tui.windows.window import Window

FLUSH = 0.1
"""Seconds between two drawings of what has come."""
WAITING = 5000
"""Lines that may wait to be drawn; a flood loses its oldest."""
AT_ONCE = 500
"""Lines that are wrapped before the next key is served."""


class LogWindow(Window):
    """Follows a log; lines wait a tenth of a second, so that a flood does not hold up the keys."""

    SUBJECT = "Log"
    ABOUT = "The journal of a unit, as it grows. Scrolled up it stays; at its end it follows again."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc", id="log.back"),
    ]

    def __init__(self, title: str, tail: Callable[[], AsyncGenerator[str]]) -> None:
        super().__init__()
        self._heading = title
        self._tail = tail
        self._waiting: list[Cell] = []

    def compose_body(self) -> ComposeResult:
        """Whose log, and its lines."""
        yield Crumbs("Log", self._heading)
        yield Lines(follow=True)
        yield Prompt()

    def on_mount(self) -> None:
        """Follow the log."""
        self.set_focus(self.query_one(Lines))
        self.set_interval(FLUSH, self.flush)
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        try:
            async with aclosing(self._tail()) as lines:
                async for line in lines:
                    self._take(Cell(plain(line.expandtabs())))
            self._take(Cell("The log has ended.", "dim"))
        except Trouble as trouble:
            self._take(Cell(str(trouble), "critical"))

    def _take(self, cell: Cell) -> None:
        self._waiting.append(cell)
        if len(self._waiting) > WAITING:
            del self._waiting[: WAITING // 2]

    def flush(self) -> None:
        """Draw what has come."""
        if self._waiting and self.is_current:
            cells, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            self.query_one(Lines).add(cells)
