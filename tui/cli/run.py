"""`stackmend run`: plan, approve, run, verify."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli.carry_out import add_approval, carry_out
from tui.cli.choosing import action_named, add_action, target_of
from tui.cli.command import Command
from tui.cli.options import refuse_saved

EXITS = (
    "0 done and verified, or nothing to do; 1 not approved, blocked, failed or not verified; "
    "2 wrong use, or not all could be looked at; 130 left with ctrl-C while it goes on"
)


def _arguments(parser: ArgumentParser) -> None:
    add_action(parser)
    add_approval(parser)


def _run(options: Namespace) -> int:
    refuse_saved(options)
    action = action_named(options.action)
    return carry_out(options, action, target_of(action, options.target))


COMMAND = Command(
    name="run",
    help="do an action: plan it, ask, run it, look whether it is so",
    arguments=_arguments,
    run=_run,
    exits=EXITS,
)
