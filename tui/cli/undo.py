"""`stackmend undo`: take back what a run made by the APIs, and the rows that it changed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli.carry_out import add_approval, carry_out
from tui.cli.command import Command
from tui.cli.options import of_run, refuse_saved
from tui.cli.run import EXITS
from tui.cli.runs import add_run


def _arguments(parser: ArgumentParser) -> None:
    add_run(parser)
    add_approval(parser)


def _run(options: Namespace) -> int:
    from actions.registry import REGISTRY
    from actions.run.journal import find_run, read_run
    from actions.run.undo import undo_action

    refuse_saved(options)
    state = read_run(find_run(options.run_id))
    of_run(options, state)
    return carry_out(options, undo_action(state.id, REGISTRY), state.id)


COMMAND = Command(
    name="undo",
    help="take back what a run made by the APIs, and the rows that it changed",
    arguments=_arguments,
    run=_run,
    exits=EXITS,
)
