"""Rows as they are shown: filtered, sorted, measured. Pure, so that it can run in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.values.cell import Cell, Column, Row
from tui.values.layout import naturals
from tui.values.words import holds, read, wrong


@dataclass(frozen=True, slots=True)
class Order:
    """What the rows are sorted by; column None: the pane's own order."""

    column: int | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows ready to be shown."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    wanted: tuple[int, ...]
    """How wide each column wants to be."""
    order: Order
    total: int
    """How many rows there are without the filter."""


def arrange(
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    words: str = "",
    order: Order = Order(),
    before: Sequence[int] = (),
    faults: bool = False,
) -> Arranged:
    """Keep the rows that hold every word (and are not well), sort them, and measure their columns."""
    wanted = read(columns, words)
    kept = [row for row in rows if wrong(columns, row)] if faults else rows
    kept = [row for row in kept if all(holds(row, word) for word in wanted)] if wanted else list(kept)
    if order.column is not None:
        kept = _sorted(kept, order.column, order.down)
    return Arranged(columns, tuple(kept), tuple(naturals(columns, kept, before)), order, len(rows))


def _sorted(rows: Sequence[Row], column: int, down: bool) -> list[Row]:
    """By a column; of a tree the heads are, and what is below each stays there, in its own order."""
    heads = {row.key for row in rows if not row.above}
    below: dict[str, list[Row]] = {}
    for row in rows:
        if row.above in heads:
            below.setdefault(row.above, []).append(row)
    tops = [row for row in rows if row.above not in heads]
    tops.sort(key=lambda row: _sort_key(row.cells[column]), reverse=down)
    return [one for row in tops for one in (row, *below.get(row.key, ()))]


def _sort_key(cell: Cell) -> tuple[bool, float, str]:
    return cell.order is None, cell.order or 0.0, cell.text.casefold()
