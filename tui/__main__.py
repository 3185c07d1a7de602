"""The command `stackmend`: it joins the panes to the console, and the commands to the terminal."""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import argparse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    gc.set_threshold(300_000)  # importing libraries makes objects, and hardly any garbage
    atexit.register(gc.freeze)  # or Python looks through all libraries for garbage as it ends: 0.2 s
    try:
        with _ended_by_signal():
            return _run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 128 + signal.SIGPIPE
    except Exception as error:
        return _failed(error)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """SIGTERM unwinds, as ctrl-C does: the terminal gets its cursor back, connections are closed."""
    before = signal.getsignal(signal.SIGTERM)
    ours = threading.current_thread() is threading.main_thread() and before is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, _ended)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, before)


def _ended(number: int, _: object) -> NoReturn:
    """A second one ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    raise SystemExit(128 + number)


def _run(arguments: Sequence[str] | None) -> int:
    """The command that is asked for; imported here, for ctrl-C may come while imports take long."""
    from tui.cli.parse import parse

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a locale without UTF-8 lacks some letters
    options = parse(arguments)
    code = options.command.run(options) if options.command else None
    if code is None:
        return _console(options)
    if sys.stdout is not None:
        sys.stdout.flush()  # not left to Python's end: whether it is heard belongs to the code
    return int(code)


def _console(options: argparse.Namespace) -> int:
    """Open the console; what it needs of the network comes after its first frame."""
    from screens.all import PANES
    from tui.console import open_console

    return open_console(options, PANES)


def _failed(error: Exception) -> int:
    """One sentence on standard error; what nobody expected is written down for a bug report."""
    import traceback

    from actions.model.errors import StackmendError
    from tui.cli.printing import say

    if isinstance(error, StackmendError):
        say(f"stackmend: {error}")
        return 2
    where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
    if isinstance(error, OSError) and error.strerror:
        say(f"stackmend: {where}{error.strerror}.")
        return 2
    from actions.site.files import write_private
    from actions.site.paths import crash_log, state_dir

    says = f"stackmend: it failed in a way that nobody foresaw ({type(error).__name__})"
    try:
        state_dir()
        path = crash_log()
        write_private(path, "".join(traceback.format_exception(error)))
    except OSError as why:
        say(f"{says}, and what happened could not be written down: {why}")
        return 2
    say(f"{says}: see {path}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
