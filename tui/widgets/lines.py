"""Lines of text, wrapped, of any number: a plan, the output of a run, a log as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.values.cell import TONES, Cell, Column, Mark
from tui.widgets.line import cell_segments

_PLAIN = Column("")


def wrapped(cell: Cell, width: int) -> list[Cell]:
    """The cell on as many lines as it needs; what follows is indented as its text is."""
    text = cell.text
    if len(text) <= width and text.isascii():
        return [cell]
    indent = min(len(text) - len(text.lstrip(" │▌")), width // 2)
    found: list[Cell] = []
    start = 0
    while start < len(text):
        lead = " " * indent if found else ""
        room = max(1, width - len(lead))
        end = start + _cut(text[start:], room)
        part = Cell(lead + text[start:end], cell.tone, None, _moved(cell, start, end, len(lead)))
        found.append(part)
        start = end
    return found or [cell]


def _cut(text: str, room: int) -> int:
    """How much of the text goes on a line: up to a blank, where there is one in the last third."""
    whole = len(chop_cells(text[: room + 1], room)[0])
    if whole >= len(text):
        return len(text)
    blank = text.rfind(" ", 2 * whole // 3, whole)
    return blank + 1 if blank > 0 else whole


def _moved(cell: Cell, start: int, end: int, lead: int) -> tuple[Mark, ...]:
    shift = lead - start
    return tuple(
        (max(a, start) + shift, min(b, end) + shift, tone)
        for a, b, tone in cell.marks
        if a < end and b > start
    )


class Lines(ScrollView, can_focus=True):
    """Wrapped lines; at the end it stays at the end, scrolled up it stays where it is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{tone}" for tone in TONES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="lines.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="lines.down"),
        Binding("pageup,ctrl+b", "page_up", "Page up", show=False, id="lines.page-up"),
        Binding("pagedown,ctrl+f", "page_down", "Page down", show=False, id="lines.page-down"),
        Binding("home,g", "scroll_home", "First line", show=False, id="lines.first"),
        Binding("end,G", "scroll_end", "Last line, and follow", show=False, id="lines.last"),
    ]

    class Moved(Message):
        """Other lines are in sight."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, Lines.Moved)

    def __init__(self, *, most: int = 5000, follow: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._most = most
        self._follow = follow
        self._cells: list[Cell] = []
        self._wrapped: list[Cell] = []
        self._starts: list[int] = []
        """Where each cell's first line is."""
        self._tones: dict[str, Style] = {}

    def show(self, cells: Iterable[Cell]) -> None:
        """Show other lines."""
        self._cells = list(cells)[-self._most :]
        self._wrap()

    def add(self, cells: Sequence[Cell]) -> None:
        """Add lines at the end; the oldest go when there are too many."""
        if cells:
            self.show([*self._cells, *cells])

    def bring(self, number: int) -> None:
        """Scroll so that the line stands at the top."""
        if 0 <= number < len(self._starts):
            self.scroll_to(y=self._starts[number], animate=False, immediate=True)

    def in_sight(self) -> list[int]:
        """The numbers of the lines that are on the screen to their end."""
        top = self.scroll_offset.y
        ends = [*self._starts[1:], len(self._wrapped)]
        return [n for n, end in enumerate(ends) if top < end <= top + self.size.height]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other lines are in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def _wrap(self) -> None:
        if not self.size.width:
            return
        at_end = self._follow and self.scroll_offset.y >= self.max_scroll_y
        width = max(1, self.scrollable_content_region.width - 1)
        self._wrapped, self._starts = [], []
        for cell in self._cells:
            self._starts.append(len(self._wrapped))
            self._wrapped += wrapped(cell, width)
        self.virtual_size = Size(0, len(self._wrapped))
        self.refresh()
        self.post_message(self.Moved())
        if at_end:
            self.call_after_refresh(self.scroll_end, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Other lines fit."""
        self._wrap()

    def notify_style_update(self) -> None:
        """Another theme: the tones are looked up again."""
        super().notify_style_update()
        self._tones = {}

    def render_line(self, y: int) -> Strip:
        """One line."""
        if not self._tones:
            self._tones = {t: self.get_component_rich_style(f"lines--{t}", partial=True) for t in TONES}
        base, width = self.rich_style, self.size.width
        number = self.scroll_offset.y + y
        if number >= len(self._wrapped):
            return Strip.blank(width, base)
        segments = cell_segments(self._wrapped[number], _PLAIN, max(0, width - 1), base, self._tones)
        return Strip([Segment(" ", base), *segments]).adjust_cell_length(width, base)
