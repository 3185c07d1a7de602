"""Which columns fit a width, and how wide each is: pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.values.cell import Column, Row

GAP = 2
NARROWEST = 4
"""A column without room for its least is not squeezed below this."""


def naturals(columns: Sequence[Column], rows: Sequence[Row], before: Sequence[int] = ()) -> list[int]:
    """How wide each column wants to be; never narrower than `before`, so that nothing jumps about."""
    widths = list(before) or [cell_len(column.title) for column in columns]
    for number, column in enumerate(columns):
        widest = max((_width(row.cells[number].text) for row in rows), default=0)
        widths[number] = max(widths[number], min(widest, column.most or widest))
    return widths


def _width(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def fit(columns: Sequence[Column], wanted: Sequence[int], room: int) -> dict[int, int]:
    """The width of each column that is shown, by its number: squeezed first, then dropped."""
    shown = list(range(len(columns)))
    going = sorted((n for n in shown if columns[n].drop), key=lambda n: columns[n].drop)
    while going and _narrowest(columns, wanted, shown) > room:
        shown.remove(going.pop())
    widths = {n: wanted[n] for n in shown}
    spare = room - _total(widths)
    if spare < 0:
        _squeeze(columns, widths, -spare)
    else:
        _stretch(columns, widths, spare)
    return widths


def _narrowest(columns: Sequence[Column], wanted: Sequence[int], shown: Sequence[int]) -> int:
    return _total({n: min(wanted[n], columns[n].least or wanted[n]) for n in shown})


def _total(widths: dict[int, int]) -> int:
    return sum(widths.values()) + GAP * max(0, len(widths) - 1)


def _squeeze(columns: Sequence[Column], widths: dict[int, int], over: int) -> None:
    """Take from history, from the columns that grow, then from the widest of the others to their least.

    Where that is not enough, from any that is wider than the narrowest: what is cut says so. The name
    is the last.
    """
    while over > 0:
        soft = [n for n in widths if columns[n].least and widths[n] > columns[n].least]
        soft = soft or [n for n in widths if widths[n] > NARROWEST]
        if not soft:
            return
        widest = max(soft, key=lambda n: _rank(columns[n], widths[n]))
        widths[widest] -= 1
        over -= 1


def _rank(column: Column, width: int) -> tuple[bool, bool, bool, int]:
    """Which gives way first."""
    return not column.name, column.bars, column.grow, width


def _stretch(columns: Sequence[Column], widths: dict[int, int], spare: int) -> None:
    growing = [n for n in widths if columns[n].grow]
    for place, number in enumerate(growing):
        share = spare // (len(growing) - place)
        widths[number] += share
        spare -= share
