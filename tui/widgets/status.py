"""How runs and steps stand, in their tones and with a sign."""

from __future__ import annotations

from actions.runstate import Status
from tui.widgets.cell import Cell, Tone

STATUS_TONES: dict[Status, Tone] = {
    Status.WAITING: "dim",
    Status.RUNNING: "accent",
    Status.VERIFYING: "accent",
    Status.SATISFIED: "good",
    Status.DONE: "good",
    Status.DECLINED: "dim",
    Status.FAILED: "critical",
    Status.DRIFTED: "warning",
    Status.UNVERIFIED: "warning",
    Status.BLOCKED: "critical",
    Status.CUT: "warning",
}

_SIGNS = {
    Status.WAITING: "·",
    Status.RUNNING: "▶",
    Status.VERIFYING: "?",
    Status.SATISFIED: "✓",
    Status.DONE: "✓",
    Status.DECLINED: "-",
}


def status_cell(status: Status) -> Cell:
    """One sign: done, at work, waiting, or that it wants attention."""
    return Cell(_SIGNS.get(status, "!"), STATUS_TONES[status])
