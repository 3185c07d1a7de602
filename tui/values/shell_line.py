"""A command for a shell on several lines of a narrow window. Pure."""

from __future__ import annotations

import re

from rich.cells import cell_len

_WORDS = re.compile(r"(?:'[^']*'|[^\s'])+")
"""Of a shell, as `shlex.join` quotes them."""
_ON = " \\"


def broken_command(command: str, width: int) -> list[str]:
    """A line for a shell on as many as it needs: broken between its words, with a backslash.

    Copied, it is what it was; a word that is longer than a line is left whole.
    """
    if cell_len(command) <= width:
        return [command]
    lines = [""]
    for word in _WORDS.findall(command):
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else f"{lines[-1]}{word}"
        if lines[-1].strip() and cell_len(longer) > width - len(_ON):
            lines.append(f"  {word}")
        else:
            lines[-1] = longer
    return [*(f"{line}{_ON}" for line in lines[:-1]), lines[-1]]
