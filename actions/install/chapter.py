"""A chapter of an installation."""

from __future__ import annotations

from dataclasses import dataclass

from actions.model.plan import Action, Step

LOCK = "install"
"""Two installations never run at once on one cloud."""


@dataclass(frozen=True, eq=False)
class Chapter:
    """Steps that belong together, in the order in which they are done."""

    name: str
    title: str
    steps: tuple[Step, ...]

    @property
    def action(self) -> Action:
        """The chapter by itself."""
        return Action(f"install-{self.name}", self.title, self.steps, lock=LOCK)
