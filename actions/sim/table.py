"""Tables as nova's tools print them (PrettyTable)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def centred(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with centred cells, as `nova-manage` prints it."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[n]) for line in [list(columns), *cells]) for n in range(len(columns))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    lines = [rule, _line(columns, widths), rule, *(_line(row, widths) for row in cells), rule]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "|" + "|".join(f" {_middle(c, w)} " for c, w in zip(cells, widths, strict=True)) + "|"


def _middle(text: str, width: int) -> str:
    """PrettyTable gives what is uneven to the right of a text of odd length, else to its left."""
    excess = width - len(text)
    left = excess // 2 + (excess % 2 if len(text) % 2 == 0 else 0)
    return " " * left + text + " " * (excess - left)


def checks(title: str, results: Sequence[tuple[str, str, str]]) -> str:
    """A table of checks (name, result, details), as `nova-status upgrade check` prints it."""
    blocks = [[title]]
    for name, result, details in results:
        first, *more = textwrap.wrap(details, 60, subsequent_indent="  ")
        blocks.append([f"Check: {name}", f"Result: {result}", f"Details: {first}", *more])
    width = max(len(line) for block in blocks for line in block)
    rule = "+" + "-" * (width + 2) + "+"
    lines = [rule]
    for block in blocks:
        lines += [f"| {line:<{width}} |" for line in block] + [rule]
    return "\n".join(lines)
