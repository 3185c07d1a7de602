"""The console: it opens the site after the first frame, and tells the window on top what is so."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.widgets import Input

from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.run.site_of_run import elsewhere
from actions.transport.gc_control import collect_all
from tui.handlers import Handlers
from tui.key_queue import KeyQueue
from tui.live.backend import Backend, Trouble
from tui.live.coalesce import Coalesced
from tui.live.site import LiveSite
from tui.terminal_keys import meant
from tui.theme import THEME
from tui.values import wording
from tui.values.pane import Pane, View
from tui.widgets.header import Banner
from tui.widgets.prompt import Prompt
from tui.windows import messages
from tui.windows.browse import Browse
from tui.windows.window import Window

if TYPE_CHECKING:
    from actions.causes.report import Report
    from actions.run.state import RunState

T = TypeVar("T")

TICK = 5.0
"""Seconds after which ages are counted anew where nothing else has changed."""
PAUSE = 0.3
"""Seconds between two views, however fast answers come: the screen is to be read."""
REST = 8.0
"""And so many times as long as making a view takes: keys come before a big cloud's."""
COLLECT = 300.0
"""Seconds between two looks through all garbage: 100 ms each, where the cloud is big."""
HINT = "{app.refresh} tries again, {app.quit} quits. `stackmend demo` opens a simulated cloud."
LEAVE = "{app.quit} leaves stackmend from its panes and goes back elsewhere; ctrl+q leaves at once."
"""What ctrl+C is answered with: who presses it would leave."""
NOTE = 15.0
"""Seconds that one has to read where the hosts are from."""
RUNS = 2.0
"""Seconds between two looks at the journals."""

Open = Callable[[], Backend | Snapshot]
"""Opens the site, or reads a recording; called in a thread, may raise `Trouble`."""


def _palette() -> type[Provider]:
    from tui.palette import Palette

    return Palette


class Stackmend(Handlers):
    """The console on one site; panes and the way to the site are given, so that tests give others."""

    TITLE = "stackmend"
    CSS_PATH = "stackmend.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "jump", "Go to", key_display=":", id="app.jump"),
        Binding("r", "refresh", "Refresh", id="app.refresh"),
        Binding("question_mark", "help", "Help", key_display="?", id="app.help"),
        Binding("q", "quit", "Quit", id="app.quit"),
        Binding(
            "ctrl+z", "suspend_process", "To the shell, and back by fg", show=False, id="app.suspend"
        ),
        *(Binding(str(n), f"number({n})", show=False, id=f"app.pane-{n}") for n in range(1, 10)),
    ]

    def __init__(
        self,
        panes: Sequence[Pane],
        opener: Open,
        keys: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(clock, steady)
        self.animation_level = "none"
        self.panes = tuple(panes)
        self._opener = opener
        self._site: LiveSite | None = None
        self._snapshot: Snapshot | None = None
        self._runs: tuple[RunState, ...] = ()
        self._banner = Banner()
        self._browse = Browse(self.panes, self.aside)
        self.keys = KeyQueue(self, self._pass_on)
        self.failure: BaseException | None = None
        """What nobody foresaw and the console ended with."""
        self.ends_by: tuple[signal.Signals, ...] = ()
        """Signals that end it as `q` does, so that the terminal is given back as it was."""
        self._viewing = Coalesced(self, self._make_view, self._pause)
        self.register_theme(THEME)
        self.theme = THEME.name
        self.set_keymap(dict(keys or {}))
        self.own_keys = {name: self._shown(key) for name, key in (keys or {}).items()}

    def _shown(self, keys: str) -> str:
        """The first of several keys as the footer shows it."""
        first = next(iter(Binding.make_bindings([Binding(keys, "")])))
        return self.get_key_display(first).strip() or first.key

    def get_default_screen(self) -> Screen[Any]:
        """The panes."""
        return self._browse

    def session(self) -> Backend:
        """What is behind the console; raises `Trouble` for a recording."""
        if self._site is None:
            raise Trouble("This is a recording: there is nothing behind it.")
        return self._site.session

    @property
    def live(self) -> bool:
        """There is a site behind it, not a recording."""
        return self._site is not None

    @property
    def view(self) -> View | None:
        """What the windows show."""
        return self._banner.view

    def _fatal_error(self) -> None:
        """Show no traceback with all its variables: who runs the console gets the error."""
        self.failure = self.failure or sys.exc_info()[1]
        self.panic()

    # ------------------------------------------------------------ the site

    def on_load(self) -> None:
        """Before the terminal is changed."""
        for one in self.ends_by:
            asyncio.get_running_loop().add_signal_handler(one, self._end_by, one)

    def _end_by(self, one: signal.Signals) -> None:
        """End with the signal's code; the same again ends at once."""
        asyncio.get_running_loop().remove_signal_handler(one)
        self.exit(return_code=128 + one)

    def on_mount(self) -> None:
        """The first frame comes first, then everything that takes time."""
        self.set_interval(TICK, self._viewing.ask)
        self.set_interval(COLLECT, partial(self.aside, collect_all))
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        self._browse.problem("Connecting…")
        self.run_worker(self._live(), group="site", exclusive=True)

    def action_suspend_process(self) -> None:
        """Ctrl+Z, where a shell can bring the console back: else it would hang for good."""
        from tui.live.suspend import shell_waits

        if shell_waits():
            super().action_suspend_process()
        else:
            self.notify(
                "No shell has started the console that could bring it back.", severity="warning"
            )

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing here: what does."""
        self.notify(self.named(LEAVE))

    async def _live(self) -> None:
        """Open the site and watch it for as long as the console is open."""
        try:
            opened = await self.aside(_opened, self._opener)
        except Trouble as trouble:
            self._browse.problem(f"{trouble}\n\n{self.named(HINT)}")
            return
        self.worked = 0.0
        if isinstance(opened, Snapshot):
            self._snapshot = opened
            self._banner = Banner(opened.site)
            self._viewing.ask()
            return
        try:
            await self._watch(opened)
        finally:
            await opened.close()

    async def _watch(self, opened: Backend) -> None:
        """Watch a live site, once its hosts are known."""
        await opened.find_hosts()
        self._banner = Banner(opened.site, None, opened.read_only, live=True)
        if opened.site.origin:
            self.notify(opened.site.origin, timeout=NOTE)
        if self._site is None:
            self.set_interval(RUNS, self.look_at_runs)
        self._site = LiveSite(opened, self.panes, self._viewing.ask, self.clock)
        self.call_later(self.look_at_runs)
        self._viewing.ask()
        await self._site.watch()

    async def on_event(self, event: Event) -> None:
        """Keys wait for each other."""
        if isinstance(event, Key) and not event.is_forwarded:
            for key in meant(event, lambda: self.screen.active_bindings):
                await self.keys.put(key)
        elif isinstance(event, Paste) and not event.is_forwarded:
            await self.keys.put(event)
        else:
            await super().on_event(event)

    async def _pass_on(self, event: Event) -> None:
        """What is typed into a line needs no rows; any other key is meant for those that one sees."""
        if not isinstance(self.focused, Input):
            await self._browse.arrive()
        await super().on_event(event)

    async def _make_view(self) -> None:
        """Facts, findings, runs and the time, as one value for all windows."""
        if self._site is not None:
            self._snapshot = self._site.snapshot()
        snapshot = self._snapshot
        if snapshot is None:
            return
        before = self.view
        same = before is not None and before.snapshot is snapshot
        found = before.report if before and same else await self.aside(_report, snapshot)
        now = snapshot.taken if self._site is None else self.clock()
        whole = self._site is None or self._site.whole
        recorded = self._site is None
        kept = before if before is not None and (same or before.placed_still(now)) else None
        view = View(
            snapshot,
            found,
            now,
            self._runs,
            dict(self.plans),
            dict(self.made),
            recorded,
            self.own_keys,
            whole,
            *((kept.placed, kept.placed_at) if kept else ({}, now)),
        )
        state = f"recorded {wording.age(self.clock() - snapshot.taken)} ago" if recorded else ""
        self._banner = replace(self._banner, site=snapshot.site, view=view, state=state)
        self._tell()

    def _pause(self) -> float:
        """How long to leave the processor to the keys."""
        worked, self.worked = self.worked, 0.0
        return max(PAUSE, REST * worked)

    def on_tell(self) -> None:
        """A window has come to the front; the one that has gone may have made a plan."""
        self._tell()
        if self.view is not None and self.view.plans != self.plans:
            self._viewing.ask()

    def _tell(self) -> None:
        if self.screen_stack and isinstance(self.screen, Window):
            self.screen.tell(self._banner)

    # ------------------------------------------------------------ runs

    async def look_at_runs(self) -> None:
        """See what has become of the runs, and tell what is news."""
        if self._site is None:
            return
        runs = await self.aside(self._site.session.runs)
        if runs == self._runs:
            return
        before = {run.id: run for run in self._runs}
        self._runs = runs
        for run in runs:
            if run.id in before and before[run.id].alive and not run.alive:
                self._tell_end(run)
        self._viewing.ask()

    def _tell_end(self, run: RunState) -> None:
        """Say what has become of a run, and look at what it changed; of another site's, whose it is."""
        title = f"{run.title} {run.target}".rstrip()
        if self._site is not None and not elsewhere(run, self._site.session.site):
            self._site.refresh()
        else:
            title = f"{run.site}: {title}"
        if isinstance(self.screen, Window) and self.screen.shows_run(run.id):
            return
        if run.status == "done":
            self.notify(f"{title}: done and verified.")
        else:
            self.notify(f"{title}: {run.status.value}. {run.why}", severity="warning")

    # ------------------------------------------------------------ where to go

    def go(self, name: str) -> None:
        """Go to a pane, from wherever one is."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._browse.go(name)

    def on_go_to_row(self, event: messages.GoToRow) -> None:
        """Go to a row of another pane."""
        self.seek(event.where.pane, event.where.entity)

    def seek(self, pane: str, wanted: Entity | str) -> None:
        """Go to the row of something, or to that with a key, from wherever one is."""
        self.go(pane)
        self._browse.seek(pane, wanted)

    def action_number(self, number: int) -> None:
        """Go to the pane with that number."""
        pane = next((pane for pane in self.panes if pane.key == str(number)), None)
        if pane is not None:
            self.go(pane.name)

    def action_jump(self) -> None:
        """Type where to go; the window in front stays until that is known."""
        prompt = next(iter(self.screen.query(Prompt)), None)
        if prompt is None:
            self.go(self._browse.pane.name)
            self._browse.action_jump()
        else:
            prompt.open(":", choices=self._browse.words)

    async def on_prompt_taken(self, event: Prompt.Taken) -> None:
        """Where to go from a window over the panes, which tell it themselves."""
        if event.sign == ":" and self.screen is not self._browse:
            await self._jump(event.text.strip())

    async def on_browse_jump(self, event: Browse.Jump) -> None:
        """Where to go from a pane."""
        await self._jump(event.word)

    async def _jump(self, word: str) -> None:
        """A pane's name or the beginning of one, or a word for a key."""
        commands = {"help": self.action_help, "refresh": self.action_refresh, "quit": self.action_quit}
        names = [pane.name for pane in self.panes]
        known = (*names, *commands)
        whole = word if word in known else None
        found = whole or next((name for name in known if name.startswith(word)), None)
        if not word:
            return
        if found is None:
            self.notify(f"There is no pane {word!r}.", severity="warning")
        elif found in names:
            self.go(found)
        elif (waited := commands[found]()) is not None:
            await waited

    def on_browse_entered(self, event: Browse.Entered) -> None:
        """Show a row in full, or the run that it stands for."""
        if event.row.run == event.row.key and self._site is not None:
            self.open_run(event.row.run)
        else:
            from tui.windows.detail import Detail

            panes = {pane.name: pane for pane in self.panes}
            self.push_screen(Detail(event.pane, event.row, self.aside, panes))

    def action_refresh(self) -> None:
        """Look at everything now; where the site could not be opened, or has no host yet, try again."""
        hostless = self._site is not None and self._site.hostless
        if self._site is not None and not hostless:
            self._site.refresh()
        elif hostless or self._snapshot is None:
            self._open()

    def action_help(self) -> None:
        """The keys, and what the pane shows."""
        from tui.windows.help import HelpWindow

        if not isinstance(self.screen, HelpWindow):
            here = [active.binding for active in self.screen.active_bindings.values()]
            pane, window = self._browse.pane, self.screen
            own = (window.SUBJECT, window.ABOUT) if isinstance(window, Window) else ("", "")
            subject, about = own if own[1] else (pane.title, pane.about)
            self.push_screen(HelpWindow(subject, about, here, self.named))


def _opened(opener: Open) -> Backend | Snapshot:
    """The site; the checks are imported with it, or the first view would take as long for them."""
    import actions.causes.report  # noqa: F401

    return opener()


def _report(snapshot: Snapshot) -> Report:
    """All checks; imported after the first frame."""
    from actions.causes.report import report

    return report(snapshot)
