"""`stackmend snapshot`: the facts of this moment as a file, without secrets."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from actions.model.fact import Probe
from actions.model.invocation import Invocation
from tui.cli.command import Command, UsageError
from tui.cli.looking import looked
from tui.cli.options import refuse_saved
from tui.cli.printing import advise, say
from tui.values.wording import count

STDOUT = "-"
"""The name that stands for standard output."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("out", metavar="FILE", type=Path, help="where to; - is standard output")


def _run(options: Namespace) -> int:
    from actions.site.snapshot_file import dump, save

    refuse_saved(options)
    if str(options.out) != STDOUT and (not options.out.name or options.out.is_dir()):
        raise UsageError(f"{str(options.out)!r} names no file that could be written.")
    snapshot = looked(options, _probes)
    failed = sum(len(snapshot.errors(probe)) for probe in _probes())
    missed = f", {count(failed, 'question')} not answered" if failed else ""
    said = f"the facts of {snapshot.site.name}{missed}"
    if str(options.out) == STDOUT:
        sys.stdout.write(dump(snapshot))
        say(f"Written: {said}.")
        return 0
    try:
        save(snapshot, options.out)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{options.out} cannot be written: {error.strerror}.") from None
    said = f"{options.out}: {said}"
    if options.out.is_file():
        advise(said, Invocation(recording=str(options.out)).console)
    else:
        say(f"{said}.")
    return 0


COMMAND = Command(
    name="snapshot",
    help="write the facts of this moment to a file, passwords left out",
    arguments=_arguments,
    run=_run,
    exits="0 written, 2 not",
)


def _probes() -> list[Probe[Any]]:
    """All but those that a plan alone needs."""
    from actions.facts.all import PROBES

    return [probe for probe in PROBES if probe.period]
