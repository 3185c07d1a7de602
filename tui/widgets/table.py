"""A table of any length: only the lines in sight are ever rendered, and only those that changed again.

Textual's own DataTable holds every cell as an object and measures columns anew as cells change; here
rows are values, so that a refresh of 20,000 rows costs what its visible lines cost.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.values.arrange import Arranged, Order
from tui.values.cell import TONES, Row
from tui.values.layout import GAP, fit
from tui.widgets.line import cell_segments, clipped

_NOTHING = Arranged((), (), (), Order(), 0)
MARGIN = 1


class Table(ScrollView, can_focus=True):
    """Rows under a line of titles, with a cursor that stays with its row."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--head",
        "table--cursor",
        *(f"table--{tone}" for tone in TONES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="table.page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="table.page-down"),
        Binding("home,g", "edge(0)", "First", show=False, id="table.first"),
        Binding("end,G", "edge(1)", "Last", show=False, id="table.last"),
        Binding("enter", "choose", "Open", id="table.open"),
    ]

    class Moved(Message):
        """The cursor stands on another row, or the rows are new."""

        can_replace_any = True

        def __init__(self, table: Table) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> Table:
            """The table."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, Table.Moved) and message.table is self.table

    class Chosen(Message):
        """Enter, or a click on the row that the cursor was on."""

        def __init__(self, table: Table, row: Row) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> Table:
            """The table."""
            return self.table

    class Titled(Message):
        """A click on the title of a column."""

        def __init__(self, table: Table, column: int) -> None:
            super().__init__()
            self.table = table
            self.column = column

        @property
        def control(self) -> Table:
            """The table."""
            return self.table

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._shown = _NOTHING
        self._cursor = 0
        self._moved = False
        self._height = 0
        self.sent_to_end = False
        """The cursor was put there by the key for the last row."""
        self._widths: dict[int, int] = {}
        self._tones: dict[str, Style] = {}

    # ------------------------------------------------------------ what it shows

    @property
    def arranged(self) -> Arranged:
        """What is shown."""
        return self._shown

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        rows = self._shown.rows
        return rows[self._cursor] if self._cursor < len(rows) else None

    def visible_columns(self) -> tuple[int, ...]:
        """The numbers of the columns that there is room for."""
        return tuple(self._widths)

    @property
    def held(self) -> str:
        """The key of the row that somebody put the cursor on; nothing while it is where it began."""
        row = self.current
        return row.key if row is not None and self._moved else ""

    def show(self, arranged: Arranged, key: str | None = None, asked: bool = False) -> None:
        """Show other rows; the cursor goes to the row with that key, or stays with its own.

        Somebody has `asked` for them by a key, or they are a refresh.
        """
        before, lines = self._shown, self._visible()
        seen = asked or self._in_view(self.size.height) or key not in (None, self.held)
        if key is None:
            key = self.held
        self._moved = bool(key)
        self._shown = arranged
        self._cursor = self._place(key)
        self.virtual_size = Size(0, len(arranged.rows) + 1)
        if (before.columns, before.wanted, before.order) != (
            arranged.columns, arranged.wanted, arranged.order,
        ):  # fmt: skip
            self._fit()
        else:
            self._refresh_changed(lines)
        if seen:  # else somebody has scrolled away from it, and reads there
            self._into_view()
        self.post_message(self.Moved(self))

    def _place(self, key: str | None) -> int:
        rows = self._shown.rows
        if not key:
            return 0
        at = next((n for n, row in enumerate(rows) if row.key == key), None)
        return max(0, min(self._cursor, len(rows) - 1)) if at is None else at

    def _visible(self) -> list[tuple[Row, bool] | None]:
        """What the lines under the titles show, from the top."""
        top = self.scroll_offset.y
        return [self._line(top + y) for y in range(self.size.height - 1)]

    def _line(self, number: int) -> tuple[Row, bool] | None:
        rows = self._shown.rows
        return (rows[number], number == self._cursor) if 0 <= number < len(rows) else None

    def _refresh_changed(self, before: list[tuple[Row, bool] | None]) -> None:
        for y, (old, new) in enumerate(zip(before, self._visible(), strict=True), 1):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _fit(self) -> None:
        room = self.scrollable_content_region.width - 2 * MARGIN
        wanted = list(self._shown.wanted)
        if (sorted_by := self._shown.order.column) is not None:
            title = self._shown.columns[sorted_by].title
            wanted[sorted_by] = max(wanted[sorted_by], len(title) + 1)  # for the arrow
        self._widths = fit(self._shown.columns, wanted, max(0, room))
        self.refresh()

    # ------------------------------------------------------------ the cursor

    def move_to(self, number: int) -> None:
        """Put the cursor on a row, by its place."""
        lines = self._visible()
        self._cursor = max(0, min(number, len(self._shown.rows) - 1))
        self._moved, self.sent_to_end = True, False
        self._refresh_changed(lines)
        self._into_view()
        self.post_message(self.Moved(self))

    def _in_view(self, height: int) -> bool:
        """The cursor is on the screen, as high as the table is or was."""
        return height <= 1 or 0 <= self._cursor - self.scroll_offset.y < height - 1

    def _into_view(self) -> None:
        height = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True, immediate=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True, immediate=True)

    def action_move(self, by: int) -> None:
        """The next row, or the one before."""
        self.move_to(self._cursor + by)

    def action_page(self, by: int) -> None:
        """A page further or back."""
        self.move_to(self._cursor + by * max(1, self.size.height - 2))

    def action_edge(self, last: int) -> None:
        """The first row or the last."""
        self.move_to(len(self._shown.rows) if last else 0)
        self.sent_to_end = bool(last)

    def action_choose(self) -> None:
        """Go into the row."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one goes into the row; one on a title is told."""
        number = self.scroll_offset.y + event.y - 1
        if event.y == 0:
            self._click_title(event.x)
        elif not 0 <= number < len(self._shown.rows):
            return
        elif number == self._cursor:
            self.action_choose()
        else:
            self.move_to(number)

    def _click_title(self, x: int) -> None:
        at = MARGIN
        for number, width in self._widths.items():
            if at <= x < at + width:
                self.post_message(self.Titled(self, number))
            at += width + GAP

    def on_resize(self) -> None:
        """Columns come and go with the room."""
        self._fit()
        seen, self._height = self._in_view(self._height), self.size.height
        if seen:
            self._into_view()

    # ------------------------------------------------------------ rendering

    def notify_style_update(self) -> None:
        """Another theme: the tones are looked up again."""
        super().notify_style_update()
        self._tones = {}

    def render_line(self, y: int) -> Strip:
        """The titles, or the row that stands on that line."""
        if not self._tones:
            names = ("head", "cursor", *TONES)
            self._tones = {n: self.get_component_rich_style(f"table--{n}", partial=True) for n in names}
        base = self.rich_style
        width = self.size.width
        if y == 0:
            return Strip(self._titles(base)).adjust_cell_length(width, base)
        line = self._line(self.scroll_offset.y + y - 1)
        if line is None:
            return Strip.blank(width, base)
        row, under = line
        if under and self.can_focus:
            base += self._tones["cursor"]
        return Strip(self._cells(row, base)).adjust_cell_length(width, base)

    def _titles(self, base: Style) -> list[Segment]:
        order, style = self._shown.order, base + self._tones["head"]
        segments = [Segment(" " * MARGIN, base)]
        for number, width in self._widths.items():
            column = self._shown.columns[number]
            title = column.title
            if number == order.column:
                title = f"{title[: max(0, width - 1)]}{'↓' if order.down else '↑'}"
            segments.append(Segment(clipped(title, width, column), style))
            segments.append(Segment("  ", base))
        return segments

    def _cells(self, row: Row, base: Style) -> list[Segment]:
        segments = [Segment(" " * MARGIN, base)]
        for number, width in self._widths.items():
            cell, column = row.cells[number], self._shown.columns[number]
            segments += cell_segments(cell, column, width, base, self._tones)
            segments.append(Segment("  ", base))
        return segments
