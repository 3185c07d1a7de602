"""A subcommand as data, and what a wrong use of one raises."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field

from actions.model.errors import StackmendError

SHARED = ("--site", "--cloud", "--region", "--demo", "--from", "--read-only")
"""The options that say where to look; they may stand before or behind the subcommand."""


class UsageError(StackmendError):
    """It was asked for in a way that cannot be done: one sentence that says how it can. Exit code 2."""


def _nothing(_: ArgumentParser) -> None:
    """No arguments of its own."""


@dataclass(frozen=True, eq=False)
class Command:
    """One subcommand of `stackmend`."""

    name: str
    help: str
    """One line, for the list of commands."""
    run: Callable[[Namespace], int | None]
    """Gives the exit code; None: the console opens."""
    exits: str
    """What its exit codes mean, for its own help."""
    arguments: Callable[[ArgumentParser], None] = field(default=_nothing)
    """Adds its own arguments."""
    shared: tuple[str, ...] = SHARED
    """The options of `SHARED` that it takes."""
