"""Rows below rows: which are in sight, and the mark of those that fold. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from tui.values.cell import Row

_OPEN, _FOLDED = "▾ ", "▸ "


def unlike(rows: Sequence[Row]) -> list[Row]:
    """The rows with keys that no other has: those that are there once more are counted.

    What stands below a row stays below the last of that name.
    """
    before: Counter[str] = Counter()
    named: dict[str, str] = {}
    found = []
    for row in rows:
        count = before[row.key]
        before[row.key] += 1
        key = named[row.key] = f"{row.key} ({count + 1})" if count else row.key
        parent, under = named.get(row.parent, row.parent), named.get(row.under, row.under)
        if (key, parent, under) != (row.key, row.parent, row.under):
            row = replace(row, key=key, parent=parent, under=under)
        found.append(row)
    return found


def opened(
    rows: Sequence[Row], chosen: frozenset[str] | None, everything: bool, room: int
) -> frozenset[str]:
    """The keys of the rows that are unfolded: those that were chosen, or all where there is room."""
    heads = frozenset(row.key for row in rows if row.folds)
    if everything or (chosen is None and len(rows) <= room):
        return heads
    return heads & (chosen or frozenset())


def in_sight(rows: Sequence[Row], unfolded: Collection[str]) -> list[Row]:
    """The rows that are not folded away, those that fold with their mark."""
    return [
        _marked(row, row.key in unfolded) if row.folds else row
        for row in rows
        if not row.parent or row.parent in unfolded
    ]


def _marked(row: Row, unfolded: bool) -> Row:
    """Before its name: the first cell that is more than a letter."""
    mark = _OPEN if unfolded else _FOLDED
    at = next((n for n, cell in enumerate(row.cells) if len(cell.text) > 1), 0)
    cell = row.cells[at]
    marks = tuple((start + len(mark), end + len(mark), tone) for start, end, tone in cell.marks)
    marked = cell._replace(text=mark + cell.text, marks=marks)
    return replace(row, cells=(*row.cells[:at], marked, *row.cells[at + 1 :]))
