"""`stackmend demo`: the console on the simulated cloud."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.cli.command import Command
from tui.cli.options import refuse_saved
from tui.cli.printing import say


def _arguments(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fresh", action="store_true", help="start it anew, broken as at first")
    how.add_argument("--stop", action="store_true", help="end it, and show nothing")
    how.add_argument(
        "--trouble",
        action="append",
        metavar="NAME",
        help="start it with this trouble instead (may be given more than once)",
    )


def _run(options: Namespace) -> int | None:
    from actions.sim.daemon import ensure, require, stop

    refuse_saved(options)
    require()
    if options.stop:
        say("The simulated cloud is ended." if stop() else "No simulated cloud was running.")
        return 0
    if options.fresh:
        stop()
    if options.trouble:
        ensure(options.trouble)
    options.demo = True
    return None


COMMAND = Command(
    name="demo",
    help="the console on a simulated cloud that is broken in several ways",
    arguments=_arguments,
    run=_run,
    exits="0",
)
