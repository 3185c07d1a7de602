"""How runs and steps stand, in their tones and with a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.values.cell import Cell, Tone

if TYPE_CHECKING:
    from actions.run.state import RunState

STATUS_TONES: dict[str, Tone] = {
    "waiting": "dim",
    "running": "accent",
    "verifying": "accent",
    "unchanged": "good",
    "done": "good",
    "declined": "dim",
    "failed": "critical",
    "drifted": "warning",
    "unverified": "warning",
    "blocked": "critical",
    "interrupted": "warning",
}
"""By `actions.run.state.Status`, which a test compares: runs are seldom, and its import takes time."""

_SIGNS = {
    "waiting": "·",
    "running": "▶",
    "verifying": "?",
    "unchanged": "✓",
    "done": "✓",
    "declined": "-",
}


def through(run: RunState) -> tuple[int, int]:
    """How many steps are through, and of how many: those that were declined do not count."""
    declined = sum(step.status == "declined" for step in run.steps)
    return run.over - declined, len(run.steps) - declined


def status_cell(status: str) -> Cell:
    """One sign: done, at work, waiting, or that it wants attention."""
    return Cell(_SIGNS.get(status, "!"), STATUS_TONES[status])
