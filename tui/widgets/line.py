"""A cell as the segments of a terminal line: clipped to its column, its parts in their tones."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from tui.values.cell import Cell, Column
from tui.values.sanitize import plain
from tui.values.wording import squashed


def clipped(text: str, width: int, column: Column) -> str:
    """The text in exactly that many cells, harmless; an ellipsis where some of it is missing."""
    text = plain(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length <= width:
        blank = " " * (width - length)
        return blank + text if column.right else text + blank
    return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[:width]


def cell_segments(
    cell: Cell, column: Column, width: int, base: Style, tones: Mapping[str, Style]
) -> list[Segment]:
    """The cell's text, with its tone and its marks over the line's style."""
    narrow = column.bars and len(cell.text) > width
    text = squashed(plain(cell.text), width) if narrow else clipped(cell.text, width, column)
    style = base + tones[cell.tone] if cell.tone else base
    if not cell.marks:
        return [Segment(text, style)]
    shift = width - len(cell.text) if column.right and len(cell.text) < width else 0
    segments = []
    at = 0
    for start, end, tone in cell.marks:
        segments.append(Segment(text[at : start + shift], style))
        segments.append(Segment(text[start + shift : end + shift], style + tones[tone]))
        at = end + shift
    segments.append(Segment(text[at:], style))
    return [segment for segment in segments if segment.text]
