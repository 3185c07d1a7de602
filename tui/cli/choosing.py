"""Actions by the names that people type."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence

from actions.formats.suggest import suggest
from actions.model.invocation import Invocation
from actions.model.plan import Action
from tui.cli.command import UsageError
from tui.cli.printing import say, table


def add_action(parser: ArgumentParser, optional: bool = False) -> None:
    """The arguments that name an action and its target."""
    parser.add_argument("action", metavar="ACTION", nargs="?" if optional else None, help="its name")
    parser.add_argument("target", metavar="TARGET", nargs="*", default=[], help="what to do it to")


def action_named(name: str) -> Action:
    """The action of that name; raises `UsageError` with the nearest ones."""
    from actions.install.single import step_actions
    from actions.registry import all_actions, find_action

    action = find_action(name)
    if action is not None:
        return action
    known = step_actions() if "/" in name else all_actions()
    meant = suggest(name, [a.name for a in known])
    raise UsageError(
        f"There is no action {name!r}.{meant} `{Invocation().command('plan')}` lists them all."
    )


def target_of(action: Action, words: Sequence[str]) -> str:
    """The target that a person typed, as one text; raises `UsageError` for words that are too many."""
    if len(words) > 1 and not action.sentence:
        takes = f"one target ({action.takes})" if action.takes else "no target"
        raise UsageError(
            f"{action.name} takes {takes}, and was given {len(words)} words: {' '.join(words)}"
        )
    return " ".join(words)


def list_actions() -> None:
    """Print all actions."""
    from actions.install.single import step_actions
    from actions.registry import all_actions

    table(("Action", "Target", ""), ((a.name, a.takes, a.title) for a in all_actions()))
    say(f"One step of a chapter alone is CHAPTER/STEP, such as {step_actions()[-1].name}.")
