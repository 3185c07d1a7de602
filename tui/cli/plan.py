"""`stackmend plan`: what an action would do."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from tui.cli.choosing import action_named, add_action, list_actions
from tui.cli.command import Command
from tui.cli.looking import planned
from tui.cli.options import refuse_saved, spelled
from tui.cli.plans import show_plan
from tui.cli.printing import as_json, say


def _arguments(parser: ArgumentParser) -> None:
    add_action(parser, optional=True)
    parser.add_argument("--json", action="store_true", help="the plan as JSON")


def _run(options: Namespace) -> int:
    refuse_saved(options)
    if options.action is None:
        list_actions()
        return 0
    action = action_named(options.action)
    plan, _ = planned(options, action, options.target)
    if options.json:
        as_json(asdict(plan))
    else:
        show_plan(plan)
    if any(step.blocked for step in plan.steps):
        return 1
    if not plan.empty:
        target = f" {shlex.quote(plan.target)}" if plan.target else ""
        say(f"To do it: stackmend run {plan.action}{target}{spelled(options)}")
    return 0


COMMAND = Command(
    name="plan",
    help="say what an action would do, host by host, command by command; without one, list them",
    arguments=_arguments,
    run=_run,
    exits="0 planned, also when nothing is to be done; 1 a step is blocked; 2 wrong use",
)
