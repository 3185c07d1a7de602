"""The console: it opens the site after the first frame, and tells the window on top what is so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from actions.checks.report import report
from actions.model import Snapshot
from actions.runstate import RunState
from tui.live.latest import Latest
from tui.theme import THEME
from tui.widgets.header import Banner
from tui.widgets.pane import Pane, View
from tui.windows.browse import Browse
from tui.windows.detail import Detail
from tui.windows.window import Window

T = TypeVar("T")


class Stackmend(App[None]):
    """The console on one site; panes and the way to the site are given, so that tests give others."""

    TITLE = "stackmend"
    CSS_PATH = "stackmend.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "jump", "Go to", key_display=":", id="app.jump"),
        Binding("r", "refresh", "Refresh", id="app.refresh"),
        Binding("question_mark", "help", "Help", key_display="?", id="app.help"),
        Binding("q", "quit", "Quit", id="app.quit"),
    ]

    def __init__(
        self,
        panes: Sequence[Pane],
        snapshot: Snapshot | None = None,
        keys: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self._panes = panes
        self._snapshot = snapshot
        self._clock = clock
        self._runs: tuple[RunState, ...] = ()
        self._view: View | None = None
        self._thread = ThreadPoolExecutor(1, "panes")
        self._browse = Browse(panes, self.aside)
        self._viewing = Latest(self, self._make_view)
        for pane in panes:
            self._bindings.bind(pane.key, f"pane({pane.name!r})", pane.title, show=False)
        self.register_theme(THEME)
        self.theme = THEME.name

    def get_default_screen(self) -> Screen[Any]:
        """The panes."""
        return self._browse

    def on_mount(self) -> None:
        """Show what is there; the site is opened after the first frame."""
        if self._snapshot is not None:
            self._viewing.ask()

    async def aside(self, function: Callable[..., T], *given: Any) -> T:
        """Call a pure function in the thread for it, so that keys never wait."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *given)

    async def _make_view(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        if self._view is None or self._view.snapshot is not snapshot:
            found = await self.aside(report, snapshot)
        else:
            found = self._view.report
        self._view = View(snapshot, found, self._clock(), self._runs)
        self._tell()

    def on_tell(self) -> None:
        """A window has come to the front."""
        self._tell()

    def _tell(self) -> None:
        """Tell the window on top."""
        if self.screen_stack and isinstance(self.screen, Window):
            site = self._snapshot.site if self._snapshot else None
            self.screen.tell(Banner(site, self._view))

    # ------------------------------------------------------------ where to go

    def action_pane(self, name: str) -> None:
        """Go to a pane, from wherever one is."""
        while self.screen is not self._browse:
            self.pop_screen()
        self._browse.go(name)

    def action_jump(self) -> None:
        """Type where to go."""
        self.action_pane(self._browse.pane.name)
        self._browse.action_jump()

    def on_browse_entered(self, event: Browse.Entered) -> None:
        """Show a row in full."""
        self.push_screen(Detail(event.pane, event.row))
