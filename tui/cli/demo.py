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


def _run(options: Namespace) -> int | None:
    from actions.sim.daemon import stop

    refuse_saved(options)
    if options.stop:
        say("The simulated cloud is ended." if stop() else "No simulated cloud was running.")
        return 0
    if options.fresh:
        stop()
    options.demo = True
    return None


COMMAND = Command(
    name="demo",
    help="the console on a simulated cloud that is broken in several ways",
    arguments=_arguments,
    run=_run,
    exits="0",
)
