"""Plan, show, ask, run, follow: what `run` and `undo` share."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from functools import partial

from actions.model.plan import Action, Plan
from tui.cli.asking import answer, read_through
from tui.cli.command import UsageError
from tui.cli.looking import planned
from tui.cli.plans import show_plan
from tui.cli.printing import advise, say
from tui.cli.watch import watch


def add_approval(parser: ArgumentParser) -> None:
    """The options of those who approve a plan."""
    add_consent(parser)
    parser.add_argument(
        "--decline", metavar="STEP", action="append", default=[], help="leave an optional step out"
    )


def add_consent(parser: ArgumentParser) -> None:
    """The options of whatever starts a run."""
    parser.add_argument("--yes", action="store_true", help="approve the plan without being asked")
    parser.add_argument("--detach", action="store_true", help="start it, and do not follow it")


def carry_out(options: Namespace, action: Action, target: str) -> int:
    """Plan an action, have it approved, start it and follow it; the exit code."""
    from actions.model.errors import Refused
    from actions.run.launch import launch
    from actions.run.planner import without

    if options.read_only:
        raise Refused.read_only()

    plan, snapshot = planned(options, action, target)
    _check_declined(plan, options.decline)
    wanted = without(plan, options.decline)
    if not read_through(partial(show_plan, wanted), asked=not options.yes):
        return nothing_run()
    if any(step.blocked for step in wanted.steps):
        return 1
    if wanted.empty:
        return 2 if wanted.unseen else 0
    if not options.yes and not approved(wanted):
        return nothing_run()
    run_id = launch(snapshot.site, plan, options.decline)
    if options.detach:
        show = snapshot.site.invocation.command("show", run_id, "--follow")
        advise(f"Run {run_id} is started", show)
        return 0
    return watch(run_id)


def nothing_run() -> int:
    """Say so; the exit code."""
    say("Nothing was run.")
    return 1


def _check_declined(plan: Plan, declined: list[str]) -> None:
    optional = [step.name for step in plan.steps if step.optional]
    for name in declined:
        if name not in optional:
            may = f"which may be: {', '.join(optional)}" if optional else "it has no optional steps"
            raise UsageError(f"{plan.action} has no step {name!r} that may be declined; {may}.")


def approved(plan: Plan) -> bool:
    """A person has read the plan and wants it so; raises `UsageError` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError(
            "Standard input is not a terminal: run it in one to approve the plan, or with --yes."
        )
    if plan.confirm:
        return answer(f"Type {plan.confirm} to run this: ") == plan.confirm
    return answer("Run this? [y/N] ").lower() in ("y", "yes")
