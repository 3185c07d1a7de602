"""A plan, shown in full before anything runs, and its approval."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from actions.model.plan import Plan
from actions.site.paths import expanded
from tui.live.backend import Trouble
from tui.save_script import script_path
from tui.values.cell import Cell
from tui.values.key_texts import Named, usual
from tui.values.planned import approvable, long, plan_lines, verdict
from tui.widgets.crumbs import Crumbs
from tui.widgets.keys import Keys
from tui.widgets.lines import Lines
from tui.widgets.note import Note
from tui.widgets.prompt import Prompt
from tui.windows import messages
from tui.windows.settled import Settled
from tui.windows.window import Window

Planner = Callable[[], Awaitable[Plan]]
"""Looks at the site and makes the plan; raises `Trouble`."""


WRITE = "write a script to:"
"""What the prompt asks before it."""


class PlanWindow(Window):
    """Looks, shows the plan, and asks for approval."""

    SUBJECT = "Plan"
    ABOUT = (
        "What would run, on which host and why, in this order; nothing has run yet. {plan.approve}"
        " approves all that is not declined, seen or not: beside it stands which lines were on the"
        " screen, until all were. What has changed by the time a step comes stops the run there."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve", id="plan.approve"),
        Binding("space", "decline", "Decline step", key_display="space", id="plan.decline"),
        Binding("x", "unfold", "All items", id="plan.items"),
        Binding("w", "write", "Write a script", id="plan.write"),
        Binding("n", "step(1)", "Next step", id="plan.next"),
        Binding("N", "step(-1)", "Step before", show=False, id="plan.before"),
        Binding("r", "look", "Look again", id="plan.look"),
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc", id="plan.back"),
    ]

    def __init__(
        self,
        title: str,
        planner: Planner,
        clock: Callable[[], float] = time.monotonic,
        named: Named = usual,
        resume: Callable[[], messages.ResumeRun] | None = None,
    ) -> None:
        super().__init__()
        self._resume = resume
        """What is left of a run that stopped: approving it lets that run go on."""
        self._named = named
        self._heading = title
        self._planner = planner
        self._declined: set[str] = set()
        self._current = ""
        self._sent = False
        self._whole = False
        self._settled = Settled(clock)
        self._question = Settled(clock)
        self._lines: list[tuple[str, str, int]] = []
        """What stands on each line: its step, its text, and how often the step had it before."""
        self._seen: set[tuple[str, str, int]] = set()
        """Those of this plan that were on the screen."""
        self.plan: Plan | None = None

    def shows_plan(self, plan: Plan) -> bool:
        """Whether it is that plan's own window."""
        return plan is self.plan

    def resumes(self, run_id: str) -> bool:
        """Whether it shows what is left of that run."""
        return self._resume is not None and self._resume().run == run_id

    def compose_body(self) -> ComposeResult:
        """The action's title, the plan, what it comes to."""
        yield Crumbs("Plan", self._heading)
        yield Lines()
        yield Note(id="verdict")
        yield Prompt()

    def on_mount(self) -> None:
        """Look."""
        self.set_focus(self.query_one(Lines))
        self.action_look()

    def action_look(self) -> None:
        """Make the plan on fresh facts."""
        self.plan = None
        self._sent = False
        self._settled.gone()
        self._seen.clear()
        self.refresh_bindings()
        self.query_one(Lines).show([Cell("Looking at what it needs…", "dim")])
        self.query_one(Lines).scroll_home(animate=False, immediate=True)
        self.query_one("#verdict", Note).say("")
        self.run_worker(self._look(), exclusive=True)

    async def _look(self) -> None:
        try:
            plan = await self._planner()
        except Trouble as trouble:
            self.query_one(Lines).show([Cell(str(trouble), "critical")])
            return
        self.plan = plan
        self._declined &= {step.name for step in plan.steps}
        title = f"{plan.title} {plan.target}".rstrip()
        if self._resume is None:
            self.query_one(Crumbs).say("Plan", title)
        else:
            self.query_one(Crumbs).say("What is left", title, behind=(self._heading,))
        self._show()

    def _show(self) -> None:
        if self.plan is None:
            return
        lines = list(
            plan_lines(self.plan, self._declined, self._current, whole=self._whole, named=self._named)
        )
        self._steps = [name for name, _ in lines]
        self._lines = list(_counted((name, cell.text.lstrip("▌ ")) for name, cell in lines))
        self.query_one(Lines).show(cell for _, cell in lines)
        self.view_changed()

    def on_lines_moved(self) -> None:
        """Other lines are about to be drawn."""
        self.call_after_refresh(self._drawn)

    def on_screen_suspend(self) -> None:
        """Another window is over it."""
        self._settled.gone()

    def on_screen_resume(self) -> None:
        """It is in front again, and will be drawn."""
        super().on_screen_resume()
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        """Lines of the plan are on the screen: they can be read from now on."""
        if self.plan is None or not self.is_current:
            return
        self._settled.shown()
        self._seen.update(self._lines[number] for number in self.query_one(Lines).in_sight())
        seen = [number for number, line in enumerate(self._lines, 1) if line in self._seen]
        whole = len(seen) == len(self._lines)
        text = "" if whole else f"lines {ranges(seen)} of {len(self._lines)}"
        self.query_one(Keys).note("approve", text)

    def view_changed(self) -> None:
        """Say what approving it would mean."""
        if self.plan is None:
            return
        said = verdict(self.plan, self._declined)
        text = f"{said.text}   [plan {self.plan.digest}]"
        if self.banner.read_only:
            text += "   read-only: nothing can be run"
        elif self.plan.confirm and self._approvable(self.plan):
            asks = self._named("{plan.approve} asks for")
            text += f"   {asks} {self.plan.confirm} to be typed"
        self.query_one("#verdict", Note).say(text, said.tone)
        self.refresh_bindings()

    # ------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A plan can be approved where there is something to do and nothing in the way."""
        plan = self.plan
        if action == "approve":
            may = not self._sent and not self.banner.read_only
            return bool(may and plan and self._approvable(plan))
        if action == "decline":
            return plan is not None and self._resume is None and bool(self._optional())
        if action == "unfold":
            return plan is not None and long(c for step in plan.steps for c in step.commands)
        if action == "write":
            return plan is not None and not any(step.blocked for step in plan.steps)
        if action == "step":
            return plan is not None and len(plan.steps) > 1
        return super().check_action(action, parameters)

    def _approvable(self, plan: Plan) -> bool:
        """A run of which nothing is left may still go on: to its end."""
        if self._resume is not None and not any(step.blocked for step in plan.steps):
            return True
        return approvable(plan, self._declined)

    def action_unfold(self) -> None:
        """Show all items of all commands, or fold them again."""
        self._whole = not self._whole
        self._show()

    def action_write(self) -> None:
        """Ask where to write it down as a script."""
        if self.plan is not None:
            self.query_one(Prompt).open(WRITE, str(script_path(self.plan)))

    def _write(self, text: str) -> None:
        if self.plan is not None and text:
            path = expanded(text).absolute()
            self.post_message(messages.WriteScript(self.plan, tuple(sorted(self._declined)), path))

    def _optional(self) -> list[str]:
        plan = self.plan
        return [s.name for s in plan.steps if s.optional and s.commands] if plan else []

    def action_step(self, by: int) -> None:
        """Mark the next step, and bring it into sight."""
        if self.plan is None:
            return
        names = [step.name for step in self.plan.steps]
        at = names.index(self._current) + by if self._current in names else 0
        self._current = names[at % len(names)]
        self._show()
        self.query_one(Lines).bring(self._steps.index(self._current))

    def action_decline(self) -> None:
        """The marked step, or the only one that may be declined."""
        optional = self._optional()
        name = self._current if self._current in optional else optional[0]
        if self._current not in optional and len(optional) > 1:
            self._current = name
        self._declined ^= {name}
        self._show()
        at = self._steps.index(name)
        if at not in self.query_one(Lines).in_sight():
            self.query_one(Lines).bring(at)

    def action_approve(self) -> None:
        """Run it; a dangerous one asks for its subject's name first. Keys typed ahead do nothing."""
        if self.plan is None:
            return
        if not self._settled.ready:
            self._too_soon("the plan")
        elif self.plan.confirm:
            self._question.gone()
            self._question.shown()
            self.query_one(Prompt).open(f"type {self.plan.confirm} to approve:")
        else:
            self._approve()

    def on_prompt_taken(self, event: Prompt.Taken) -> None:
        """The name was typed, or something else; or where to write."""
        if event.sign == ":":
            return
        if event.sign == WRITE:
            self._write(event.text.strip())
        elif not (self._question.ready and self._settled.ready):
            self._too_soon("the question")
        elif self.plan is not None and event.text.strip() == self.plan.confirm:
            self._approve()
        else:
            self.notify("That is not the name: nothing was run.", severity="warning")

    def _too_soon(self, what: str) -> None:
        """A key came before anybody can have read what it answers."""
        self.notify(f"Nothing was run: the key came before {what} could be read.", severity="warning")

    def _approve(self) -> None:
        if self.plan is not None and not self._sent:
            self._sent = True
            self.refresh_bindings()
            declined = tuple(sorted(self._declined))
            resume = self._resume() if self._resume else None
            self.post_message(resume or messages.Approve(self.plan, declined))


def _counted(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Each with how often it was there before, so that no two are the same."""
    before: Counter[tuple[str, str]] = Counter()
    for line in lines:
        yield *line, before[line]
        before[line] += 1


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers as a person writes them: "1–19, 40–46"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a}–{b}" if a != b else str(a) for a, b in parts) or "0"
