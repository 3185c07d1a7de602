"""Questions to the person at the terminal, on standard error: standard output is for data."""

from __future__ import annotations

import sys

from tui.cli.command import UsageError
from tui.cli.printing import err


def answer(question: str) -> str:
    """What the person typed, without the blanks around it; raises `UsageError` where the input ends."""
    try:
        err().print(question, end="", style="bold", soft_wrap=True)
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        err().print()  # the shell's prompt does not stand behind the question
        raise
    if not line:
        err().print()
        raise UsageError("The input ended before the question was answered: nothing was done.")
    return line.strip()
