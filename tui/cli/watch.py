"""A run as it goes on: its steps, its commands, their output, and how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.cli.plans import command_lines
from tui.cli.printing import advise, for_person, line, out, say, whole
from tui.values.sanitize import plain
from tui.values.status import not_all_seen
from tui.values.wording import age

if TYPE_CHECKING:
    from rich.progress import Progress

    from actions.model.event import Event
    from actions.run.state import RunState

STYLES = {
    "done": "green",
    "unchanged": "green",
    "declined": "dim",
    "waiting": "dim",
    "running": "cyan",
    "verifying": "cyan",
}
"""By `actions.run.state.Status`, whose import the console does not wait for; all others are bad."""
BAD = "bold red"


def watch(run_id: str, since: float = 0.0) -> int:
    """Follow a run to its end; ctrl-C and SIGTERM leave it alone. The exit code: 0 done and verified, 1
    not, 2 done as far as can be seen.

    What happened before `since` (seconds since the epoch) is not told again.
    """
    from actions.run.journal import read_run

    try:
        state = asyncio.run(_follow(run_id, since))
    except (KeyboardInterrupt, BrokenPipeError, SystemExit) as left:
        if read_run(run_id).alive:
            command = read_run(run_id).invocation.command("show", run_id, "--follow")
            advise(f"Run {run_id} goes on without you", command)
        if not isinstance(left, KeyboardInterrupt):
            raise
        return 130
    tell_ending(state)
    if state.status != "done":
        return 1
    return 2 if state.unseen else 0


async def _follow(run_id: str, since: float) -> RunState:
    from actions.run.journal import follow, read_run

    state = read_run(run_id)
    with _progress() as progress:
        task = progress.add_task("starting", total=len(state.steps))
        async for heard in follow(run_id):
            state = heard.state
            for event in heard.events:
                if event.at >= since:
                    _tell(state, event)
            progress.update(task, completed=state.over, description=_now(state))
    return state


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar below the output, where a person looks."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
        TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
    )
    with Progress(
        *columns, console=out(), transient=True, disable=not for_person(), expand=True
    ) as progress:
        yield progress


def _now(state: RunState) -> str:
    busy = next((s for s in state.steps if s.status in ("running", "verifying")), None)
    return plain(f"{busy.status}: {busy.title}") if busy else state.status.value


def _tell(state: RunState, event: Event) -> None:
    from actions.model.event import (
        BackedUp,
        CommandEnded,
        CommandStarted,
        Output,
        RunEnded,
        StepEnded,
        StepStarted,
        Verifying,
    )

    match event:
        case StepStarted():
            for number, step in enumerate(state.steps, 1):
                if step.name == event.step:
                    line(f"{number}/{len(state.steps)} {step.title}", "bold")
        case BackedUp():
            line(f"rows of {', '.join(event.tables)} are backed up in {event.file}", "dim", 3)
        case CommandStarted():
            for text, indent in command_lines(event.outline):
                whole(text, "cyan", indent)
        case Output():
            where = _where(state, event.step, event.number)
            for text in event.lines:
                line(f"{where}: {text}", indent=5)
        case CommandEnded(ok=False):
            line(f"exit {event.exit}", BAD, 5)
        case Verifying():
            within = f", for up to {age(event.verify_timeout)}" if event.verify_timeout else ""
            line(f"looking whether it is so{within}", "dim", 3)
        case StepEnded():
            line(f"{event.status}: {event.why}", STYLES.get(event.status, BAD), 3)
            for outline in event.unapproved:
                for text, indent in command_lines(outline):
                    whole(text, BAD, indent + 2)
        case RunEnded():
            line()


def _where(state: RunState, step: str, number: int) -> str:
    """The host of a command: several may be at work side by side."""
    known = state.step(step)
    command = known.command(number) if known else None
    return command.outline.where if command else "?"


def tell_ending(state: RunState) -> None:
    """How a run stands and what can be done next."""
    called = state.invocation
    if state.alive and state.status == "running":
        advise(f"Run {state.id} goes on", called.command("show", state.id, "--follow"), "cyan")
        return
    took = f" in {age(state.ended - state.started)}" if state.ended else ""
    if state.status == "done" and state.unseen:
        say(f"Done{took}: run {state.id}. {not_all_seen(state.unseen)}", "yellow")
    elif state.status == "done":
        say(f"Done and verified{took}: run {state.id}", "green")
    else:
        say(f"{state.status.capitalize()}{took}: {state.why}", BAD)
        advise(*_next(state), "bold")
    if state.undoable:
        advise("To take back what it made or changed", called.command("undo", state.id))


def _next(state: RunState) -> tuple[str, str]:
    """What goes on with a run that stopped; what nobody approved is not approved by a resume."""
    if state.status != "drifted":
        return "To go on", state.invocation.command("resume", state.id)
    return "To see what is new, and approve it", state.invocation.run(state.action, state.target)


def clock(at: float) -> str:
    """A moment as the operator's own clock has it."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at)) if at else ""
