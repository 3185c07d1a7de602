"""`stackmend demo`: the console on the simulated cloud."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from actions.formats.suggest import suggest
from actions.sim.names import NAMES
from tui.cli.command import Command, UsageError
from tui.cli.options import refuse_saved
from tui.cli.printing import columns, line, say, width


def _arguments(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fresh", action="store_true", help="start it anew, broken as at first")
    how.add_argument("--stop", action="store_true", help="end it, and show nothing")
    how.add_argument(
        "--trouble",
        action="append",
        metavar="NAME",
        help="start it with this trouble instead (may be given more than once); `list` lists them",
    )


def _run(options: Namespace) -> int | None:
    from actions.sim.daemon import ensure, require, stop

    refuse_saved(options)
    if options.site or options.cloud:
        raise UsageError("--demo brings its own site: leave --site and --cloud out.")
    if options.trouble == ["list"]:
        for name in NAMES:
            line(name)
        return 0
    _check_known(options.trouble or ())
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


def _check_known(troubles: Iterable[str]) -> None:
    """Raise `UsageError` for one that nothing has; those that there are stand above it."""
    unknown = [name for name in troubles if name not in NAMES]
    if unknown:
        for row in columns(NAMES, width()):
            say(row)
        meant = suggest(unknown[0], NAMES)
        raise UsageError(f"The simulated cloud has no trouble {unknown[0]!r}.{meant}")


COMMAND = Command(
    name="demo",
    help="the console on a simulated cloud that is broken in several ways",
    arguments=_arguments,
    run=_run,
    exits="0",
    shared=("--read-only",),
)
