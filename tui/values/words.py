"""The words of a filter, and which rows are not well: pure.

`!word` is what a row must not hold, `a|b` either of two, `state:down` a word in the column whose title
begins so; the letter in front of a row is the column `severity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.values.cell import WELL, Column, Row, Tone

HINT = "!word  a|b  state:down  severity:c"
"""What a filter may be, where nothing is typed yet."""
_SEVERITY = "severity"
_ALARMS: tuple[Tone, ...] = ("warning", "critical")


class Word(NamedTuple):
    """One word of a filter."""

    either: tuple[str, ...]
    """A row holds one of them."""
    column: int | None = None
    """In this column; None: in any."""
    negated: bool = False


def read(columns: Sequence[Column], words: str) -> list[Word]:
    """The words of a filter as it is typed: what is not finished yet asks for nothing."""
    found = (_word(columns, word) for word in words.casefold().split())
    return [word for word in found if word.either]


def _word(columns: Sequence[Column], text: str) -> Word:
    negated = text.startswith("!")
    text = text.removeprefix("!")
    name, colon, rest = text.partition(":")
    column = next((n for n, one in enumerate(columns) if name and _title(one).startswith(name)), None)
    if not colon or column is None:
        column, rest = None, text
    return Word(tuple(filter(None, rest.split("|"))), column, negated)


def _title(column: Column) -> str:
    """A title; that of the letters in front is not shown."""
    return column.title.casefold() or _SEVERITY


def holds(row: Row, word: Word) -> bool:
    """It has one of the word's texts in its cells, or must not and does not."""
    if word.column is None:
        text = "\0".join(cell.text for cell in row.cells).casefold()
    else:
        text = row.cells[word.column].text.casefold()
    if word.column == 0 and len(text) == 1:
        found = any(one.startswith(text) for one in word.either)  # C for c, crit and critical
    else:
        found = any(one in text for one in word.either)
    return found is not word.negated


def wrong(columns: Sequence[Column], row: Row) -> bool:
    """It is not well as far as one can see: what was not looked at stays, too."""
    if columns[0].title:
        return _alarms(row, _ALARMS)
    return row.cells[0].text not in WELL or _alarms(row, ("critical",))


def _alarms(row: Row, tones: tuple[Tone, ...]) -> bool:
    return any(
        cell.tone in tones or any(tone in tones for _, _, tone in cell.marks) for cell in row.cells
    )
