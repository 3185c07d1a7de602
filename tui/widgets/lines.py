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


def _alike(before: Sequence[Cell], now: Sequence[Cell]) -> int:
    """How many both begin with."""
    pairs = enumerate(zip(before, now, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(before), len(now)))


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
        self._wide = 0
        """The width to which they are wrapped."""
        self._ending = False
        """It is about to be scrolled to its end."""
        self._older = 0
        """How many of those that were to be shown went, as there were too many."""
        self._tones: dict[str, Style] = {}

    def show(self, cells: Iterable[Cell]) -> None:
        """Show other lines; those that are as they were are not wrapped again."""
        given = list(cells)
        older = max(0, len(given) - self._most)
        given = given[older:]
        at_end = self._fits()
        self._drop(older - self._older if older > self._older else 0, at_end)
        self._older = older
        same = _alike(self._cells, given)
        if same < len(self._starts):
            del self._wrapped[self._starts[same] :]
        del self._cells[same:], self._starts[same:]
        self._append(given[same:])
        self._changed(at_end)

    def add(self, cells: Sequence[Cell]) -> None:
        """Add lines at the end; the oldest go when there are too many, and what is read stays."""
        if cells:
            at_end = self._fits()
            self._append(cells[-self._most :])
            self._drop(len(self._cells) - self._most, at_end)
            self._changed(at_end)

    def _append(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            self._cells.append(cell)
            if self._wide:
                self._starts.append(len(self._wrapped))
                self._wrapped += wrapped(cell, self._wide)

    def _drop(self, number: int, at_end: bool) -> None:
        """The oldest go, and what is read stays where it is."""
        if number <= 0:
            return
        del self._cells[:number]
        gone = self._starts[number] if number < len(self._starts) else len(self._wrapped)
        del self._wrapped[:gone]
        self._starts = [start - gone for start in self._starts[number:]]
        if gone and not at_end:
            top = max(0, self.scroll_offset.y - gone)
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

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

    def _fits(self) -> bool:
        """Wrap all again where they are for another width; whether it is to stay at the end."""
        at_end = self._follow and (self._ending or self.scroll_offset.y >= self.max_scroll_y)
        if self._room() != self._wide:
            cells, self._cells, self._wrapped, self._starts = self._cells, [], [], []
            self._wide = self._room()
            self._append(cells)
        return at_end

    def _room(self) -> int:
        """How wide a line may be; 0: it is not on the screen yet."""
        return max(1, self.scrollable_content_region.width - 1) if self.size.width else 0

    def _changed(self, at_end: bool) -> None:
        if not self.size.width:
            return
        self.virtual_size = Size(0, len(self._wrapped))
        self.refresh()
        self.post_message(self.Moved())
        if at_end and not self._ending:
            self._ending = True
            self.call_after_refresh(self._go_to_end, self.scroll_offset.y)

    def _go_to_end(self, since: int) -> None:
        """Unless somebody has scrolled up meanwhile."""
        self._ending = False
        if self.scroll_offset.y >= since:
            self.scroll_end(animate=False, immediate=True)

    def on_resize(self) -> None:
        """Other lines fit."""
        self._changed(self._fits())

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
