"""All actions by name: repairs, the chapters of an installation, and the chapters' single steps."""

from __future__ import annotations

from actions.install.all import INSTALLS
from actions.install.single import step_actions
from actions.model.plan import Action
from actions.repair.all import REPAIRS


def all_actions() -> tuple[Action, ...]:
    """Every action but the chapters' single steps, sorted by name."""
    return tuple(sorted((*REPAIRS, *INSTALLS), key=lambda action: action.name))


def find_action(name: str) -> Action | None:
    """The action of that name, if there is one; `install-CHAPTER/STEP` is one step alone."""
    steps = step_actions() if "/" in name else ()
    return next((a for a in (*all_actions(), *steps) if a.name == name), None)
