"""`stackmend resume`: take a run up again that was cut, or failed."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from tui.cli.command import Command
from tui.cli.options import refuse_saved
from tui.cli.printing import say
from tui.cli.run import EXITS
from tui.cli.runs import add_run
from tui.cli.watch import watch


def _arguments(parser: ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--again",
        metavar="STEP",
        action="append",
        default=[],
        help="a step may repeat a command that must not be repeated unasked",
    )
    parser.add_argument("--detach", action="store_true", help="start it, and do not follow it")


def _run(options: Namespace) -> int:
    from actions.run.journal import find_run
    from actions.run.launch import resume

    refuse_saved(options)
    run_id = find_run(options.run_id)
    since = time.time()
    resume(run_id, options.again, options.read_only)
    if options.detach:
        say(f"Run {run_id} goes on: stackmend show {run_id} --follow")
        return 0
    return watch(run_id, since)


COMMAND = Command(
    name="resume",
    help="go on with a run that was cut or failed; what is so already is not done again",
    arguments=_arguments,
    run=_run,
    exits=EXITS,
)
