"""All actions by name: repairs, and the chapters of an installation."""

from __future__ import annotations

from actions.install.all import INSTALLS
from actions.model import Action
from actions.repair.all import REPAIRS


def all_actions() -> tuple[Action, ...]:
    """Every action that can be asked for by name, sorted."""
    return tuple(sorted((*REPAIRS, *INSTALLS), key=lambda action: action.name))


def find_action(name: str) -> Action | None:
    """The action of that name, if there is one."""
    return next((a for a in all_actions() if a.name == name), None)
