"""Questions to the person at the terminal, on standard error: standard output is for data."""

from __future__ import annotations

import io
import sys
import termios
from collections.abc import Callable
from contextlib import suppress

from tui.cli.command import UsageError
from tui.cli.printing import err, for_person, pages, turned


def read_through(show: Callable[[], None], asked: bool) -> bool:
    """Show data a screenful at a time, before a question about it; False: `q`, not read to the end.

    All at once where no question is to follow or nobody looks.
    """
    if not (asked and sys.stdin.isatty() and for_person()):
        show()
        return True
    shown, told = 0, pages(show)
    total = sum(map(len, told))
    for page in told:
        if (
            shown
            and answer(f"Lines 1-{shown} of {total}; Enter shows more, q ends: ", ahead=True) == "q"
        ):
            return False
        turned(page)
        shown += len(page)
    return True


def answer(question: str, ahead: bool = False) -> str:
    """What the person typed, without the blanks around it; raises `UsageError` where the input ends.

    `ahead`: what was typed before it was asked answers it, too.
    """
    try:
        if not ahead:
            _forget_typed_ahead()
        err().print(question, end="", style="bold", soft_wrap=True)
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        err().print()  # the shell's prompt does not stand behind the question
        raise
    if not line:
        err().print()
        raise UsageError("The input ended before the question was answered: nothing was done.")
    return line.strip()


def _forget_typed_ahead() -> None:
    """What was typed before the question showed does not answer it; a pipe (`yes |`) is read whole."""
    with suppress(termios.error, io.UnsupportedOperation, ValueError):
        if sys.stdin.isatty():
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
