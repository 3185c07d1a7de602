"""The command line's grammar."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from actions.model.invocation import PROGRAM
from tui.cli.all import COMMANDS
from tui.cli.command import SHARED, Command
from tui.cli.options import add_shared

_ABOUT = (
    "An operator's console for OpenStack: what is there, what is broken and why, and how to mend it. "
    "Without a command, the console opens."
)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options; `command` is a `Command` or None. A wrong use ends the process with code 2."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description=_ABOUT, allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    add_shared(parser, SHARED, default=None)
    parser.set_defaults(command=None, parser=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        _add(commands, command)
    options, left = parser.parse_known_args(arguments)
    if left and isinstance(words := getattr(options, "target", None), list):
        words += [word for word in left if not word.startswith("-")]  # they stood behind an option
        left = [word for word in left if word.startswith("-")]
    if left:
        (options.parser or parser).error(f"unrecognized arguments: {' '.join(left)}")
    return options


class _Version(argparse.Action):
    """Reads the version when it is asked for: the console does not wait for that."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(PROGRAM, version(PROGRAM))  # noqa: T201 (data, on standard output)
        parser.exit()


def _add(commands: argparse._SubParsersAction[argparse.ArgumentParser], command: Command) -> None:
    parser = commands.add_parser(
        command.name,
        help=command.help,
        description=command.help[0].upper() + command.help[1:] + ".",
        epilog=f"Exit codes: {command.exits}.",
        allow_abbrev=False,
    )
    command.arguments(parser)
    add_shared(parser, command.shared)
    parser.set_defaults(command=command, parser=parser)
