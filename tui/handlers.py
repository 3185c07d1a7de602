"""What windows ask for and the console does: plans, runs, logs and shells, each in its own window."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.notifications import SeverityLevel

from actions.model.plan import Plan
from actions.transport.gc_control import cpu_section
from tui.live.backend import Backend, Trouble
from tui.save_script import write_script
from tui.values.key_texts import with_keys
from tui.values.sanitize import plain, plain_lines
from tui.windows import messages
from tui.windows.window import Window

if TYPE_CHECKING:
    from tui.windows.plan import Planner
    from tui.windows.run import RunWindow

T = TypeVar("T")


class Handlers(App[None]):
    """Answers `tui.windows.messages`; windows are imported when they are first opened."""

    def __init__(self, clock: Callable[[], float], steady: Callable[[], float]) -> None:
        super().__init__()
        self.clock = clock
        self.steady = steady
        """A clock that never goes back: how long something has been on the screen."""
        self._thread = ThreadPoolExecutor(1, "panes")
        self.worked = 0.0
        """Seconds that the thread took, by the clock: on a busy machine keys need a longer rest."""
        self.own_keys: dict[str, str] = {}
        """The operator's own keys as the footer shows them, by their names."""
        self.plans: dict[str, Plan] = {}
        """By action: the plans that were made since the console was opened."""
        self.made: dict[str, float] = {}
        """When each was."""

    def named(self, text: str) -> str:
        """A text with the keys that it names as they are bound."""
        return with_keys(text, self.own_keys)

    def session(self) -> Backend:
        """What is behind the console; raises `Trouble`."""
        raise NotImplementedError

    async def look_at_runs(self) -> None:
        """See what has become of the runs."""
        raise NotImplementedError

    async def aside(self, function: Callable[..., T], *given: Any) -> T:
        """Call a function that takes its time in the thread for it, so that keys never wait."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(self._work, function, *given)
        )

    def _work(self, function: Callable[..., T], *given: Any) -> T:
        with cpu_section():
            began = time.perf_counter()
            try:
                return function(*given)
            finally:
                self.worked += time.perf_counter() - began

    def on_approve(self, event: messages.Approve) -> None:
        """Start the run, and show it instead of its plan."""
        self.run_worker(self._launch(event.plan, event.declined), group="launch")

    async def _launch(self, plan: Plan, declined: tuple[str, ...]) -> None:
        session = self.session()
        try:
            # a process starts meanwhile: the panes' thread does not wait for it
            run_id = await asyncio.to_thread(session.launch, plan, declined)
        except Trouble as trouble:
            self._complain(trouble)
            return
        if isinstance(self.screen, Window) and self.screen.shows_plan(plan):
            await self.switch_screen(self._run_window(run_id))
        await self.look_at_runs()

    def on_open_resume(self, event: messages.OpenResume) -> None:
        """Show what is left of a run: nothing goes on that was not shown."""
        planner = partial(self.session().plan_resume, event.run)
        resume = partial(messages.ResumeRun, event.run, event.again)
        self._show_plan(f"resume {event.run}", planner, resume)

    def on_resume_run(self, event: messages.ResumeRun) -> None:
        """Take a run up again, and show it instead of what was left of it."""
        self.run_worker(self._resume(event.run, event.again), group="launch")

    async def _resume(self, run_id: str, again: tuple[str, ...]) -> None:
        try:
            await asyncio.to_thread(self.session().resume, run_id, again)
        except Trouble as trouble:
            self._complain(trouble)
            return
        if isinstance(self.screen, Window) and self.screen.resumes(run_id):
            self.pop_screen()
            if isinstance(self.screen, Window) and self.screen.shows_run(run_id):
                self.pop_screen()
            await self.push_screen(self._run_window(run_id))
        await self.look_at_runs()

    def _run_window(self, run_id: str) -> RunWindow:
        from tui.windows.run import RunWindow

        return RunWindow(run_id, partial(self.session().follow, run_id), self.clock, self.named)

    async def on_look_at_runs(self) -> None:
        """A run has ended: the header and the facts must not lag behind its own window."""
        await self.look_at_runs()

    def on_open_run(self, event: messages.OpenRun) -> None:
        """Show a run."""
        self.open_run(event.run)

    def open_run(self, run_id: str) -> None:
        """Show a run."""
        self.push_screen(self._run_window(run_id))

    # ------------------------------------------------------------ plans, logs, shells

    def on_open_plan(self, event: messages.OpenPlan) -> None:
        """Show what an action would do."""
        planner = partial(self.session().plan, event.action, event.target)
        self._show_plan(f"{event.action} {event.target}".rstrip(), planner)

    def on_open_undo(self, event: messages.OpenUndo) -> None:
        """Show what would put back what a run changed."""
        self._show_plan(f"undo {event.run}", partial(self.session().plan_undo, event.run))

    def _show_plan(
        self, heading: str, planner: Planner, resume: Callable[[], messages.ResumeRun] | None = None
    ) -> None:
        from tui.windows.plan import PlanWindow

        async def remembered() -> Plan:
            plan = await planner()
            self.plans[plan.action] = plan
            self.made[plan.action] = self.clock()
            return plan

        self.push_screen(PlanWindow(heading, remembered, self.steady, self.named, resume))

    def on_write_script(self, event: messages.WriteScript) -> None:
        """Write a plan down as a script, and say where."""
        self.run_worker(self._write_script(event.plan, event.declined, event.path), group="script")

    async def _write_script(self, plan: Plan, declined: tuple[str, ...], path: Path) -> None:
        try:
            text = await self.aside(self.session().script, plan, declined)
            path = await self.aside(write_script, path, text)
        except Trouble as trouble:
            self._complain(trouble)
            return
        self.notify(f"The plan is written to\n{path}", timeout=10)

    def on_open_log(self, event: messages.OpenLog) -> None:
        """Follow the log of a unit."""
        from tui.windows.log import LogWindow

        tail = partial(self.session().tail, event.host, event.unit)
        self.push_screen(LogWindow(f"{event.unit} on {event.host}", tail))

    def on_open_shell(self, event: messages.OpenShell) -> None:
        """The terminal is lent to a real ssh."""
        self.run_worker(self._shell(event.host, event.unit), group="shell", exclusive=True)

    async def _shell(self, host: str, unit: str) -> None:
        from tui.live.suspend import away

        try:
            session = self.session()
            if session.read_only:
                raise Trouble(messages.NO_SHELL)
            await away(self, session.ssh(host, unit))
        except Trouble as trouble:
            self._complain(trouble)

    def _complain(self, trouble: Trouble) -> None:
        self.notify(str(trouble), severity="error", timeout=10)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 (Textual's own; nobody here writes any)
    ) -> None:
        """A toast: whatever the cloud calls its things, text is text."""
        super().notify(
            plain_lines(message),
            title=plain(title),
            severity=severity,
            timeout=timeout,
            markup=False,
        )
