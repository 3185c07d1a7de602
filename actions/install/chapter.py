"""A chapter of an installation."""

from __future__ import annotations

from dataclasses import dataclass

from actions.install.passwords import NAMES
from actions.model.plan import Action, Step

LOCK = "install"
"""Two installations never run at once on one cloud."""


def installation(name: str, title: str, steps: tuple[Step, ...]) -> Action:
    """An action that needs the site's passwords, and the client of the controller that it sets up."""
    return Action(name, title, steps, lock=LOCK, secrets=NAMES, client_role="controller")


@dataclass(frozen=True, eq=False)
class Chapter:
    """Steps that belong together, in the order in which they are done."""

    name: str
    title: str
    steps: tuple[Step, ...]

    @property
    def action(self) -> Action:
        """The chapter by itself."""
        return installation(f"install-{self.name}", self.title, self.steps)
