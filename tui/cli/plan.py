"""`stackmend plan`: what an action would do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from tui.cli.choosing import action_named, add_action, list_actions, target_of
from tui.cli.command import Command
from tui.cli.looking import planned
from tui.cli.options import refuse_saved
from tui.cli.plans import show_plan
from tui.cli.printing import advise, as_json, exact, say


def _arguments(parser: ArgumentParser) -> None:
    add_action(parser, optional=True)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="the plan as JSON")
    how.add_argument(
        "--script", action="store_true", help="the plan as a bash script to be run by hand"
    )


def _run(options: Namespace) -> int:
    from actions.script.bash import NotScriptable
    from actions.script.from_plan import plan_script

    refuse_saved(options)
    if options.action is None:
        list_actions()
        return 0
    action = action_named(options.action)
    plan, snapshot = planned(options, action, target_of(action, options.target))
    if options.script:
        try:
            exact(plan_script(action, plan, snapshot))
        except NotScriptable as why:
            say(str(why))
            return 1
        return 0
    if options.json:
        as_json(asdict(plan))
    else:
        show_plan(plan)
    if any(step.blocked for step in plan.steps):
        return 1
    if not plan.empty:
        advise("To do it", snapshot.site.invocation.run(plan.action, plan.target))
    return 2 if plan.empty and plan.unseen else 0


COMMAND = Command(
    name="plan",
    help="say what an action would do, host by host, command by command; without one, list them",
    arguments=_arguments,
    run=_run,
    exits="0 planned, also when nothing is to be done; 1 a step is blocked, or no script can do it; "
    "2 wrong use, or nothing is to be done as far as can be seen",
)
