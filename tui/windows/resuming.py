"""A run that stopped is gone on with: asked for by name where it must be, and only on its own site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.run.site_of_run import elsewhere, leads_there
from tui.widgets.prompt import Prompt
from tui.windows import messages

if TYPE_CHECKING:
    from actions.run.state import RunState
    from tui.windows.window import Window

_ONCE_MORE = " to run it once more:"
"""How the question ends that is asked before what must not run twice."""


def run_can(window: Window, action: str, run: RunState | None) -> bool:
    """Whether the run offers it here: "resume", "undo", or "elsewhere", which says where one can."""
    if run is None or window.banner.site is None or window.banner.read_only:
        return False
    if action == "elsewhere":
        return bool(elsewhere(run, window.banner.site)) and (run.resumable or run.undoable)
    may = run.resumable if action == "resume" else run.undoable
    return may and not elsewhere(run, window.banner.site)


def tell_elsewhere(window: Window, verb: str, run: RunState | None) -> None:
    """Say where that run is gone on with or taken back, instead of doing anything here."""
    if run is not None and window.banner.site is not None:
        may = run.resumable if verb == "resume" else run.undoable
        if may:
            told = leads_there(run, window.banner.site, verb)
            window.notify(told, severity="warning", timeout=10)


def ask_to_resume(window: Window, run: RunState | None) -> None:
    """Show what is left of it; what may have run and must not run twice is asked for by name."""
    if run is None:
        return
    if steps := _doubtful(run):
        window.query_one(Prompt).open(f"type {steps[0]}{_ONCE_MORE}")
    else:
        window.post_message(messages.OpenResume(run.id))


def resume_taken(window: Window, run: RunState | None, event: Prompt.Taken) -> None:
    """A step was named that may run once more, or something else was typed."""
    if run is None or not event.sign.endswith(_ONCE_MORE):
        return
    again = tuple(name for name in _doubtful(run) if name == event.text.strip())
    if again:
        window.post_message(messages.OpenResume(run.id, again))
    else:
        window.notify("That is not the step's name: nothing was run.", severity="warning")


def _doubtful(run: RunState) -> list[str]:
    """Steps of which a command was started that must not run twice, and whose end is not known."""
    return [step.name for step in run.steps if any(not outline.repeatable for outline in step.open)]
