"""`stackmend snapshot`: the facts of this moment as a file, without secrets."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.cli.command import Command, Wrong
from tui.cli.looking import looked
from tui.cli.options import refuse_saved
from tui.cli.printing import say
from tui.values.wording import count


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("out", metavar="FILE", type=Path, help="where to write it")


def _run(options: Namespace) -> int:
    from actions.facts.all import PROBES
    from actions.site.snapshot_file import save

    refuse_saved(options)
    if not options.out.name or options.out.is_dir():
        raise Wrong(f"{str(options.out)!r} names no file that could be written.")
    snapshot = looked(options, [probe for probe in PROBES if probe.period])
    failed = sum(len(snapshot.errors(probe)) for probe in PROBES)
    try:
        save(snapshot, options.out)
    except OSError as error:
        raise Wrong(f"{options.out} cannot be written: {error.strerror}.") from None
    said = f", {count(failed, 'question')} not answered" if failed else ""
    say(f"{options.out}: the facts of {snapshot.site.name}{said}; stackmend --from {options.out}")
    return 0


COMMAND = Command(
    name="snapshot",
    help="write the facts of this moment to a file, passwords left out",
    arguments=_arguments,
    run=_run,
    exits="0 written, 2 not",
)
