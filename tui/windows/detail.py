"""The detail of one row: sections of facts, as they change."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.live.coalesce import Coalesced
from tui.values.cell import TONES, Cell, Row
from tui.values.pane import Pane, Section
from tui.values.sanitize import plain
from tui.values.shell_line import broken_command
from tui.widgets.crumbs import Crumbs
from tui.widgets.prompt import Prompt
from tui.windows.drawn import Aside, broken, row_and_detail
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
            if section.command:
                yield ShellLine(section.command)

    def _grid(self, section: Section) -> SectionGrid:
        head = [tuple(Text(title, self._style("dim")) for title in section.head)]
        rows = [tuple(self._text(cell) for cell in row) for row in section.rows]
        return SectionGrid([*(head if section.head else ()), *rows])

    def _text(self, cell: Cell) -> Text:
        text = Text(plain(cell.text), self._style(cell.tone))
        for start, end, tone in cell.marks:
            text.stylize(self._style(tone), start, end)
        return text

    def _style(self, name: str) -> Style:
        if not name:
            return Style()
        return self.get_component_rich_style(f"sections--{name}", partial=True)


class ShellLine:
    """A command for a shell, to be copied: from however many lines it stands on."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As wide as there is room."""
        lines = broken_command(plain(self._command), options.max_width)
        yield from (Text(line, overflow="fold") for line in lines)


class SectionGrid:
    """The lines of a section in columns; where the first take too much room, the last stands below."""

    def __init__(self, rows: Sequence[tuple[Text, ...]]) -> None:
        self._rows = rows
        self._columns = max((len(row) for row in rows), default=0)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As wide as there is room."""
        wide = [
            max((row[number].cell_len for row in self._rows if number < len(row)), default=0)
            for number in range(self._columns)
        ]
        first = sum(width + _GAP for width in wide[:-1])
        if first <= options.max_width // 2 or first + wide[-1] <= options.max_width:
            yield self._grid(self._rows, self._columns)
            return
        least = wide[:-1] if first - _GAP <= options.max_width else ()
        for row in self._rows:
            yield self._grid([row[: self._columns - 1]], self._columns - 1, least)
            if len(row) == self._columns and row[-1].plain:
                yield Padding(row[-1], (0, 0, 0, _INDENT))

    def _grid(self, rows: Sequence[tuple[Text, ...]], columns: int, least: Sequence[int] = ()) -> Grid:
        """The last column is folded where it must; those before it are as wide as in all lines."""
        grid = Grid.grid(padding=(0, _GAP, 0, 0))
        for number in range(columns):
            last = number == columns - 1
            width = None if last or not least else least[number]
            grid.add_column(no_wrap=not last, overflow="fold" if last else "ellipsis", min_width=width)
        for row in rows:
            grid.add_row(*row)
        return grid


class Detail(RowWindow):
    """One row of a pane, in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="esc", id="detail.back"),
        Binding("j", "scroll('down')", show=False, id="detail.down"),
        Binding("k", "scroll('up')", show=False, id="detail.up"),
        Binding("ctrl+b", "scroll('page_up')", show=False, id="detail.page-up"),
        Binding("ctrl+f", "scroll('page_down')", show=False, id="detail.page-down"),
        Binding("home,g", "scroll('home')", show=False, id="detail.first"),
        Binding("end,G", "scroll('end')", show=False, id="detail.last"),
    ]

    def __init__(self, pane: Pane, row: Row, aside: Aside, panes: Mapping[str, Pane]) -> None:
        super().__init__()
        self._pane = pane
        self._row = row
        self._aside = aside
        self._panes = panes
        self._drawing = Coalesced(self, self._draw)

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
        self._drawing.ask()

    async def _draw(self) -> None:
        if self.view is None:
            return
        given = self._pane, self.view, self._row.key, self._panes
        try:
            row, sections = await self._aside(row_and_detail, *given)
        except Exception as bug:
            self.log.error(traceback.format_exc())
            said = broken(f"This row of {self._pane.title}", bug)
            sections = (Section("", ((Cell(said),),)),)
            row = None
        if not self.children:
            return
        self._row = row or self._row
        self.query_one(Sections).show(sections or (_GONE,))
        self.refresh_bindings()

    def action_scroll(self, way: str) -> None:
        """A line or a page further or back, or to one of the ends."""
        body = self.query_one(VerticalScroll)
        if way in ("down", "up"):
            body.scroll_relative(y=1 if way == "down" else -1, animate=False)
        else:
            ways = {
                "page_up": body.scroll_page_up, "page_down": body.scroll_page_down,
                "home": body.scroll_home, "end": body.scroll_end,
            }  # fmt: skip
            ways[way](animate=False)


_GAP, _INDENT = 2, 4
"""Blanks between two columns, and before what stands below its line."""
_SIGNS = " ▾▸└≠"
"""What stands before a row's name in a tree."""
_GONE = Section("", ((Cell("This row is gone.", "dim"),),))
