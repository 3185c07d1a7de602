"""The detail of one row: sections of facts, as they change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.values.cell import TONES, Cell, Row
from tui.values.pane import Pane, Section
from tui.values.sanitize import plain
from tui.widgets.crumbs import Crumbs
from tui.widgets.prompt import Prompt
from tui.windows.rowkeys import RowWindow


class Sections(Static):
    """Sections under their headings, wrapped to the width."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sections--title",
        *(f"sections--{tone}" for tone in TONES),
    }

    def show(self, sections: Sequence[Section]) -> None:
        """Show others."""
        self.update(Group(*self._lines(sections)))

    def _lines(self, sections: Sequence[Section]) -> Iterator[RenderableType]:
        for number, section in enumerate(sections):
            if number:
                yield Text()
            if section.title:
                yield Text(plain(section.title), self._style("title"))
            yield self._grid(section)

    def _grid(self, section: Section) -> Grid:
        columns = max((len(row) for row in section.rows), default=0)
        grid = Grid.grid(padding=(0, 2, 0, 0))
        for number in range(columns):
            last = number == columns - 1
            grid.add_column(no_wrap=not last, overflow="fold" if last else "ellipsis")
        if section.head:
            grid.add_row(*(Text(title, self._style("dim")) for title in section.head))
        for row in section.rows:
            grid.add_row(*(self._text(cell) for cell in row))
        return grid

    def _text(self, cell: Cell) -> Text:
        text = Text(plain(cell.text), self._style(cell.tone))
        for start, end, tone in cell.marks:
            text.stylize(self._style(tone), start, end)
        return text

    def _style(self, name: str) -> Style:
        if not name:
            return Style()
        return self.get_component_rich_style(f"sections--{name}", partial=True)


class Detail(RowWindow):
    """One row of a pane, in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc", id="detail.back"),
        Binding("j", "scroll('down')", show=False, id="detail.down"),
        Binding("k", "scroll('up')", show=False, id="detail.up"),
    ]

    def __init__(self, pane: Pane, row: Row) -> None:
        super().__init__()
        self._pane = pane
        self._row = row

    def compose_body(self) -> ComposeResult:
        """The pane's name and the row's, and the sections."""
        yield Crumbs(self._pane.title, self._label())
        with VerticalScroll():
            yield Sections()
        yield Prompt()

    def _label(self) -> str:
        """The row's name stands out in it; else the first cell that is more than a letter."""
        cells = [cell for cell in self._row.cells if len(cell.text) > 1]
        strong = (cell.text for cell in cells if cell.tone == "strong")
        name = next(strong, cells[0].text if cells else self._row.key)
        return name.lstrip(_SIGNS)

    def row(self) -> Row:
        """The row as it is now, or as it last was."""
        return self._row

    def view_changed(self) -> None:
        """Show the facts of the new view."""
        if self.view is None:
            return
        rows = self._pane.rows(self.view)
        self._row = next((row for row in rows if row.key == self._row.key), self._row)
        sections = self._pane.detail(self.view, self._row.key)
        self.query_one(Sections).show(sections or (_GONE,))
        self.refresh_bindings()

    def action_scroll(self, way: str) -> None:
        """A line further or back."""
        body = self.query_one(VerticalScroll)
        body.scroll_relative(y=1 if way == "down" else -1, animate=False)


_SIGNS = " ▾▸└≠"
"""What stands before a row's name in a tree."""
_GONE = Section("", ((Cell("This row is gone.", "dim"),),))
