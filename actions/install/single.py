"""Single steps of the chapters, as actions of their own: `install-nova/nova-config`."""

from __future__ import annotations

from actions.install.all import CHAPTERS
from actions.install.chapter import Chapter, installation
from actions.model.plan import Action, Step


def step_name(chapter: Chapter, step: Step) -> str:
    """What the action of one step is called: its chapter's action, a slash, the step."""
    return f"{chapter.action.name}/{step.name}"


def step_actions() -> tuple[Action, ...]:
    """Every step by itself: what the steps before it should have done must be so already."""
    return tuple(
        installation(step_name(chapter, step), step.title, (step,))
        for chapter in CHAPTERS
        for step in chapter.steps
    )
