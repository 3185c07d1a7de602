"""A run: its steps, its output as it comes, how far it is; leaving it does not end it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from actions.run.eta import time_left
from actions.run.state import CommandState, RunState, Status, StepState
from tui.live.backend import Trouble
from tui.values import wording
from tui.values.arrange import arrange
from tui.values.cell import Cell, Column, Mark, Row, Tone
from tui.values.key_texts import Named, usual
from tui.values.planned import command_lines, told_items
from tui.values.sanitize import plain
from tui.values.status import STATUS_TONES, not_all_seen, status_cell, through
from tui.widgets.crumbs import Crumbs
from tui.widgets.lines import Lines
from tui.widgets.note import Note
from tui.widgets.prompt import Prompt
from tui.widgets.table import Table
from tui.windows import messages
from tui.windows.resuming import ask_to_resume, resume_taken, run_can, tell_elsewhere
from tui.windows.window import Window

Follow = Callable[[], AsyncGenerator[RunState]]
"""A run as it stands, again and again; ends when the run has."""

COLUMNS = (
    Column(""),
    Column("Step", most=52, least=20),
    Column("State"),
    Column("Took", right=True, drop=1),
    Column("Why", grow=True, least=16, drop=2),
)
FEW = 8
"""Items of a command that are shown unasked."""
_WIDTH = 20
"""Cells of the progress bar."""


def progress(run: RunState, now: float, earlier: Sequence[RunState] = ()) -> str:
    """How far it is, how long it took, and how long it may still take by earlier runs or its pace."""
    over, total = through(run)
    done = _WIDTH * over // max(1, total)
    took = (run.ended or now) - run.started
    bar = f"{'━' * done}{'╌' * (_WIDTH - done)}"
    text = f"{bar}  {over} of {wording.count(total, 'step')}  {wording.age(took)}"
    if run.status is Status.RUNNING and 0 < over < total:
        known = time_left(run, earlier, now)
        rest = sum(known.values()) if known else took / over * (total - over)
        text += f", about {wording.age(rest)} left"
    return text


def step_row(step: StepState, now: float) -> Row:
    """A step on one line."""
    ended = step.ended or (now if step.status in (Status.RUNNING, Status.VERIFYING) else 0.0)
    took = Cell(wording.age(ended - step.started)) if step.started and ended else Cell("")
    return Row(
        step.name,
        (
            status_cell(step.status),
            Cell(plain(step.title), "dim" if step.status is Status.WAITING else "strong"),
            Cell(step.status.value, STATUS_TONES[step.status]),
            took,
            Cell(plain(step.why), "dim"),
        ),
    )


def output_cells(run: RunState, most: int | None = FEW, named: Named = usual) -> list[Cell]:
    """Step by step what was started and what it printed; what nobody approved where it drifted.

    `most` items of each command.
    """
    return [cell for _, cell in output_lines(run, most, named)]


def output_lines(
    run: RunState, most: int | None = FEW, named: Named = usual
) -> Iterator[tuple[str, Cell]]:
    """The same, each with the name of its step: two steps may have one title."""
    more = named("{run.items} shows them")
    printed: dict[str, list[Cell]] = {}
    for line in run.output:
        where = plain(line.where)
        cell = Cell(f"     {where} │ {plain(line.text)}", "", None, ((5, 7 + len(where), "dim"),))
        printed.setdefault(line.step, []).append(cell)
    for step in run.steps:
        cells = [cell for command in step.commands for cell in _started(command, most, more)]
        cells += printed.get(step.name, ())
        if step.unapproved:
            cells.append(Cell("   Nobody approved this:", "warning"))
            cells += [
                cell for outline in step.unapproved for cell in command_lines(outline, most, more)
            ]
        if cells:
            yield step.name, Cell(plain(step.title), "strong")
        yield from ((step.name, cell) for cell in cells)


def _started(command: CommandState, most: int | None, more: str) -> Iterator[Cell]:
    """A command with its items, and what became of it."""
    where = plain(command.outline.where)
    words, below = told_items(command.outline, most, more)
    text = f"   {where}  {plain(command.outline.line)}{words}"
    marks: tuple[Mark, ...] = ((3, 3 + len(where), "accent"),)
    end = ""
    if command.exit is not None:
        end = f"  exit {command.exit}"
        marks += ((len(text), len(text) + len(end), "good" if command.ok else "critical"),)
    yield Cell(text + end, marks=marks)
    yield from below


class RunWindow(Window):
    """Follows a run's journal."""

    SUBJECT = "Run"
    ABOUT = (
        "The steps of a run and what its commands print. It goes on by itself: leaving this window,"
        " or the console, does not end it. Enter on a step shows its output. The cursor follows the"
        " running step until it is moved; at the end it follows again."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "resume", "Resume", id="run.resume"),
        Binding("u", "undo", "Undo", id="run.undo"),
        Binding("R", "elsewhere('resume')", show=False, id="run.resume"),
        Binding("u", "elsewhere('undo')", show=False, id="run.undo"),
        Binding("x", "unfold", "All items", id="run.items"),
        Binding("tab", "app.focus_next", "Steps or output", key_display="tab", id="run.other"),
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc", id="run.back"),
    ]

    def __init__(
        self,
        run_id: str,
        follow: Follow,
        clock: Callable[[], float] = time.time,
        named: Named = usual,
    ) -> None:
        super().__init__()
        self.run_id = run_id
        self._follow = follow
        self._clock = clock
        self._named = named
        self._whole = False
        self._steps: list[str] = []
        """Of each line of the output: the name of its step."""
        self._followed = ""
        """The step that the cursor was put on, as it was running."""
        self.state: RunState | None = None

    def compose_body(self) -> ComposeResult:
        """Progress, the steps, the output, how it stands."""
        yield Crumbs("Run", self.run_id)
        yield Note(id="progress", most=1)
        yield Table(id="steps")
        yield Lines(follow=True, id="output")
        yield Note(id="verdict")
        yield Prompt()

    def on_mount(self) -> None:
        """Follow the run."""
        self.set_focus(self.query_one("#output"))
        self.set_interval(1.0, self._tick)
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        try:
            async with aclosing(self._follow()) as states:
                async for state in states:
                    self._show(state)
            self.post_message(messages.LookAtRuns())
        except Trouble as trouble:
            self._say(str(trouble), "critical")

    def _tick(self) -> None:
        """The clock goes on while nothing is printed."""
        if self.state is not None and self.state.alive and self.is_current:
            self._show_progress(self.state)

    def _show(self, state: RunState) -> None:
        before, self.state = self.state, state
        if before is None or (before.output, before.steps) != (state.output, state.steps):
            self._show_output(state)
        if before is None:
            title = f"{state.title} {state.target}".rstrip()
            self.query_one(Crumbs).say("Run", title, behind=(state.site, self.run_id))
        self._show_progress(state)
        self._say(*standing(state))
        self.refresh_bindings()

    def _show_output(self, state: RunState) -> None:
        lines = list(output_lines(state, None if self._whole else FEW, self._named))
        self._steps = [name for name, _ in lines]
        self.query_one("#output", Lines).show(cell for _, cell in lines)

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Show what the step printed."""
        if event.row.key in self._steps:
            self.query_one("#output", Lines).bring(self._steps.index(event.row.key))
        else:
            self.notify(f"{event.row.cells[1].text}: nothing was started.")

    def action_unfold(self) -> None:
        """Show all items of all commands, or fold them again."""
        self._whole = not self._whole
        if self.state is not None:
            self._show_output(self.state)

    def _show_progress(self, state: RunState) -> None:
        now = self._clock()
        self.query_one("#progress", Note).say(
            progress(state, now, self.view.own_runs if self.view else ())
        )
        table = self.query_one("#steps", Table)
        rows = [step_row(step, now) for step in state.steps]
        table.show(arrange(COLUMNS, rows), self._cursor(state, table))

    def _cursor(self, state: RunState, table: Table) -> str | None:
        """The running step, unless somebody looks at another one; End follows again."""
        steps = (s.name for s in state.steps if s.status in (Status.RUNNING, Status.VERIFYING))
        running = next(steps, None)
        if running is None or not (table.held in ("", self._followed, running) or table.sent_to_end):
            return None
        self._followed = running
        return running

    def _say(self, text: str, tone: Tone) -> None:
        self.query_one("#verdict", Note).say(text, tone)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the run allows now."""
        if action == "unfold":
            commands = [c for step in self.state.steps for c in step.commands] if self.state else []
            return any(len(command.outline.items) > FEW for command in commands)
        if action not in ("resume", "undo", "elsewhere"):
            return super().check_action(action, parameters)
        return run_can(self, action, self.state)

    def action_resume(self) -> None:
        """Show what is left of it, to go on."""
        ask_to_resume(self, self.state)

    def on_prompt_taken(self, event: Prompt.Taken) -> None:
        """Go on, with what was asked for or without."""
        resume_taken(self, self.state, event)

    def action_elsewhere(self, verb: str) -> None:
        """Say where that is done to a run of another site."""
        tell_elsewhere(self, verb, self.state)

    def action_undo(self) -> None:
        """The plan that puts back what it changed."""
        self.post_message(messages.OpenUndo(self.run_id))

    def shows_run(self, run_id: str) -> bool:
        """Whether it is that run's own window."""
        return run_id == self.run_id


def standing(run: RunState) -> tuple[str, Tone]:
    """How it stands in one sentence, and its tone."""
    if run.status is Status.DONE and run.unseen:
        return plain(f"Done. {not_all_seen(run.unseen)}"), "warning"
    if run.status is Status.DONE:
        return "Done, and verified on fresh facts.", "good"
    if run.alive or run.status is Status.RUNNING:
        step = next((s for s in run.steps if s.status in (Status.RUNNING, Status.VERIFYING)), None)
        return (plain(f"{step.title}: {step.status.value}") if step else "starting"), "accent"
    text = plain(f"{run.status.value}: {run.why}" if run.why else run.status.value)
    return text, STATUS_TONES[run.status]
