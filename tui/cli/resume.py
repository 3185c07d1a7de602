"""`stackmend resume`: take a run up again that was interrupted, or failed."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from actions.model.plan import Plan
from tui.cli.asking import read_through
from tui.cli.carry_out import add_consent, approved, nothing_run
from tui.cli.choosing import action_named
from tui.cli.command import Command
from tui.cli.looking import planned
from tui.cli.options import chosen_site, of_run, refuse_saved
from tui.cli.plans import show_plan
from tui.cli.printing import advise, say
from tui.cli.run import EXITS
from tui.cli.runs import add_run
from tui.cli.watch import watch

if TYPE_CHECKING:
    from actions.run.state import RunState


def _arguments(parser: ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--again",
        metavar="STEP",
        action="append",
        default=[],
        help="a step may repeat a command that must not be repeated unasked",
    )
    add_consent(parser)


def _run(options: Namespace) -> int:
    from actions.run.journal import find_run
    from actions.run.launch import resumable, resume

    refuse_saved(options)
    run_id = find_run(options.run_id)
    state = resumable(run_id, options.again, options.read_only)
    left, read = _left(options, state)
    if not read or (not left.empty and not options.yes and not approved(left)):
        return nothing_run()
    since = time.time()
    resume(run_id, options.again, options.read_only)
    if options.detach:
        advise(f"Run {run_id} goes on", state.invocation.command("show", run_id, "--follow"))
        return 0
    return watch(run_id, since)


def _left(options: Namespace, state: RunState) -> tuple[Plan, bool]:
    """What is left to do on fresh facts, shown, and whether it was read to its end.

    Told is also where the run would stop unapproved.
    """
    from actions.model.invocation import UNDO
    from actions.registry import REGISTRY
    from actions.run.planner import STOPS, left_of
    from actions.run.undo import undo_action

    of_run(options, state)
    _refuse_elsewhere(options, state)
    action = undo_action(state.target, REGISTRY) if state.action == UNDO else action_named(state.action)
    plan, _ = planned(options, action, state.target)
    left = left_of(state, plan)
    told = replace(left, notes=tuple(note for note in left.notes if not note.startswith(STOPS)))
    read = read_through(partial(show_plan, told), asked=not options.yes)
    for note in left.notes[: len(left.notes) - len(told.notes)]:
        say(note)
    return left, read


def _refuse_elsewhere(options: Namespace, state: RunState) -> None:
    """Not by the plan of another site than that on which it would go on; raises `Refused`."""
    from actions.run.site_of_run import refuse_elsewhere

    refuse_elsewhere(state, chosen_site(options), "resume")


COMMAND = Command(
    name="resume",
    help="go on with a run that was interrupted or failed; what is so already is not done again",
    arguments=_arguments,
    run=_run,
    exits=EXITS,
)
