"""How runs and steps stand, in their tones and with a sign; and that not all could be looked at."""

from __future__ import annotations

from collections.abc import Sequence
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

AS_FAR = "as far as can be seen"
NOTHING_SEEN = "There is nothing to do as far as can be seen, but not all could be looked at."
_NAMED = 3
"""So many of what could not be looked at are named."""


def not_all_seen(unseen: Sequence[str]) -> str:
    """That steps were taken for unchanged without a look at all that they read."""
    more = f" and {len(unseen) - _NAMED} more" if len(unseen) > _NAMED else ""
    return f"Not all could be looked at: {', '.join(unseen[:_NAMED])}{more}."


def through(run: RunState) -> tuple[int, int]:
    """How many steps are through, and of how many: those that were declined do not count."""
    declined = sum(step.status == "declined" for step in run.steps)
    return run.over - declined, len(run.steps) - declined


def status_cell(status: str) -> Cell:
    """One sign: done, at work, waiting, or that it wants attention."""
    return Cell(_SIGNS.get(status, "!"), STATUS_TONES[status])
