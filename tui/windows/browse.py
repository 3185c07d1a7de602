"""The main window: one pane at a time, its table, and the ways to another."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from actions.model.entity import Entity
from tui.live.coalesce import Coalesced
from tui.values.ages import AGE
from tui.values.arrange import Order
from tui.values.cell import Row
from tui.values.pane import Pane
from tui.values.sanitize import plain_lines
from tui.values.words import HINT
from tui.widgets.header import Banner, Tabs
from tui.widgets.lines import Lines
from tui.widgets.note import Note
from tui.widgets.prompt import Prompt
from tui.widgets.table import Table
from tui.windows.drawn import FRAME, SHORT, Aside, Drawn, Place, broken, draw
from tui.windows.rowkeys import RowWindow

PATIENCE = 2.0
"""Seconds that a key waits for the pane that the key before it went to."""


class Browse(RowWindow):
    """The panes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="browse.filter"),
        Binding("f", "faults", "Faults", id="browse.faults"),
        Binding("space", "fold", "Fold", key_display="space", id="browse.fold"),
        Binding("s", "sort", "Sort", id="browse.sort"),
        Binding("S", "turn", "Sort the other way", show=False, id="browse.turn"),
        Binding("escape", "clear", "Clear the filter", show=False, id="browse.clear"),
        Binding("right", "fold(True)", "Unfold", show=False, id="browse.unfold"),
        Binding("left", "fold(False)", "Fold away", show=False, id="browse.fold-away"),
        Binding("d", "detail", "Detail", id="browse.detail"),
    ]

    class Entered(Message):
        """Enter on a row."""

        def __init__(self, pane: Pane, row: Row) -> None:
            super().__init__()
            self.pane = pane
            self.row = row

    class Jump(Message):
        """A pane, or one of the other words that `:` takes."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    def __init__(self, panes: Sequence[Pane], aside: Aside) -> None:
        super().__init__()
        self._panes = {pane.name: pane for pane in panes}
        self._places = {pane.name: Place() for pane in panes}
        self._aside = aside
        self._drawn: Drawn | None = None
        self.pane = panes[0]
        self._drawing = Coalesced(self, self._draw)
        self._rearranged = 0
        """How often a key asked for other rows."""
        self._answered = 0
        """How often such rows were shown."""
        self._there = asyncio.Event()
        """The rows are those that were asked for."""
        self._there.set()
        self._sought: Entity | str | None = None
        """Whose row the cursor is to go to when the rows are there."""

    def compose_body(self) -> ComposeResult:
        """Tabs, the summary, the table, and the lines that show when they are needed."""
        yield Tabs(tuple(self._panes.values()))
        yield Table(id="summary")
        yield Table(id="rows")
        yield Static(id="empty", markup=False)
        yield Lines(follow=True, id="live")
        yield Note(id="says")
        yield Note(id="trouble", most=1)
        yield Prompt()

    def on_mount(self) -> None:
        """The first frame: no facts yet."""
        self.problem("Connecting…")
        self._tabs()
        self.set_focus(self._rows)

    def on_resize(self) -> None:
        """The summary and a tree show what there is room for."""
        self._drawing.ask()

    @property
    def _rows(self) -> Table:
        return self.query_one("#rows", Table)

    @property
    def _place(self) -> Place:
        return self._places[self.pane.name]

    # ------------------------------------------------------------ showing

    def problem(self, text: str) -> None:
        """A sentence instead of the table."""
        self.query_one("#rows").display = False
        empty = self.query_one("#empty", Static)
        empty.update(plain_lines(text))
        empty.display = True

    def head(self, banner: Banner) -> None:
        """Of what the rows show and no other: a count above must not contradict what is below."""
        shown = self._drawn.view if self._drawn else None
        super().head(banner if shown is None else replace(banner, view=shown))

    def view_changed(self) -> None:
        """Draw the pane again."""
        self._drawing.ask()

    def seek(self, pane: str, wanted: Entity | str) -> None:
        """Show the row of something, or that with a key: nothing is filtered or folded away from it."""
        if pane in self._panes:
            self._sought = wanted
            self.go(pane)
            self._rearrange()

    def _found(self, drawn: Drawn) -> str | None:
        """The key of the row that is sought: what hides it goes, and only then."""
        sought, place = self._sought, self._place
        row = next((row for row in drawn.made if sought in (*row.entities, row.key)), None)
        if row is None:
            self.notify(f"{self.pane.title} has no row of {sought}.", severity="warning")
            self._sought = None
            return None
        if all(row.key != one.key for one in drawn.rows.rows):
            folded = bool(row.parent) and row.parent not in drawn.open
            if folded or place.words or place.faults:
                place.words, place.faults = "", False
                if folded:
                    place.open = drawn.open | {row.parent}
                self._rearrange()
                return row.parent or row.key
        self._sought = None
        return row.key

    def go(self, name: str) -> None:
        """Show another pane, as it was left."""
        if name not in self._panes:
            return
        if name != self.pane.name:
            self._leave()
            self.pane = self._panes[name]
            self._rearrange()
        self.set_focus(self._rows)
        self._tabs()
        self._drawing.ask()

    def _rearrange(self) -> None:
        """A key has asked for other rows, or for these in another order."""
        self._rearranged += 1
        if self.view is not None:
            self._there.clear()
        self._drawing.ask()

    async def arrive(self) -> None:
        """Wait until the rows that were asked for show: the next key is meant for them."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._there.wait(), PATIENCE)

    def _leave(self) -> None:
        if self._drawn is not None and self._drawn.pane is self.pane:
            self._place.cursor = self._rows.held

    async def _draw(self) -> None:
        rearranged = self._rearranged
        try:
            await self._draw_pane()
        finally:
            if rearranged == self._rearranged:
                self._answered = rearranged
                self._there.set()

    async def _draw_pane(self) -> None:
        if self.view is None:
            return
        pane, place = self.pane, replace(self._place)
        try:
            room = self.size.height - FRAME
            given = pane, self.view, place, self._drawn, room, self._panes
            drawn: Drawn = await self._aside(draw, *given)
        except Exception as bug:
            self.log.error(traceback.format_exc())
            self.problem(broken(pane.title, bug))
            return
        if drawn.pane is not self.pane or not self.children:
            return
        same = self._drawn is not None and self._drawn.pane is drawn.pane
        self._drawn = drawn
        self.head(self.banner)
        self._place.wanted = drawn.rows.wanted
        self._place.above = drawn.summary.wanted if drawn.summary else ()
        cursor = None if same else self._place.cursor
        found = self._found(drawn) if self._sought else None
        self._show(drawn, cursor if found is None else found)

    def _show(self, drawn: Drawn, cursor: str | None) -> None:
        table, summary = self._rows, self.query_one("#summary", Table)
        summary.display = drawn.summary is not None and self.size.height >= SHORT
        if drawn.summary is not None:
            summary.show(drawn.summary)
        table.show(drawn.rows, cursor, asked=self._answered < self._rearranged)
        if drawn.rows.rows:
            self.query_one("#empty").display = False
            table.display = True
        else:
            self.problem(drawn.empty)
        live = self.query_one("#live", Lines)
        live.display = bool(drawn.live)
        live.show(drawn.live)
        self.query_one("#trouble", Note).say(drawn.trouble)
        self._tabs()

    def _tabs(self) -> None:
        place, shown = self._place, self._drawn.rows if self._drawn else None
        notes = ["faults"] if place.faults else []
        notes += [f"/{place.words}"] if place.words else []
        if notes and shown:
            notes.append(f"{len(shown.rows)} of {shown.total}")
        self.query_one(Tabs).show(self.pane.name, " ".join(notes))

    # ------------------------------------------------------------ keys

    @property
    def words(self) -> tuple[str, ...]:
        """What `:` takes."""
        return (*self._panes, "help", "quit", "refresh")

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows as they are filtered and sorted."""
        return self._rows.arranged.rows

    def row(self) -> Row | None:
        """The row under the cursor."""
        if self._drawn is None or self._drawn.pane is not self.pane:
            return None
        return self._rows.current if self._rows.display else None

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """Show the pane whose name was clicked."""
        self.go(event.name)

    def on_table_moved(self) -> None:
        """Other keys may matter on this row, and another sentence."""
        self.refresh_bindings()
        row = self.row()
        self.query_one("#says", Note).say(row.says if row else "")

    def on_table_chosen(self, event: Table.Chosen) -> None:
        """Go into the row, or into the pane that a line of the summary stands for."""
        if event.table.id == "summary":
            self.go(event.row.key.partition(" ")[0])
        elif event.row.folds and not event.row.opens:
            self._fold(event.row.key, event.row.key not in self._unfolded)
        else:
            self.post_message(self.Entered(self.pane, event.row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a tree folds; and only of what was looked at some is well."""
        if action == "faults":
            return AGE in self.pane.columns
        row = self.row() if action in ("fold", "detail") else None
        if action == "fold":
            return row is not None and (row.folds or bool(row.parent and parameters == (False,)))
        if action == "detail":
            return row is not None and row.folds and not row.opens
        return super().check_action(action, parameters)

    @property
    def _unfolded(self) -> frozenset[str]:
        return self._drawn.open if self._drawn else frozenset()

    def action_fold(self, wanted: bool | None = None) -> None:
        """Fold the rows below away, or unfold them; from such a row, first go to the one above."""
        row = self.row()
        if row is None:
            return
        key = row.key if row.folds else row.parent
        if not row.folds:
            self._rows.move_to(next(n for n, one in enumerate(self.shown) if one.key == key))
        self._fold(key, key not in self._unfolded if wanted is None else wanted)

    def _fold(self, key: str, wanted: bool) -> None:
        self._place.open = self._unfolded | {key} if wanted else self._unfolded - {key}
        self._rearrange()

    def action_detail(self) -> None:
        """What stands behind a row that enter folds."""
        if (row := self.row()) is not None:
            self.post_message(self.Entered(self.pane, row))

    def action_sort(self) -> None:
        """Sort by the next column, first by severity; after the last one, as the pane has its rows."""
        shown = self._rows.visible_columns()
        now = self._place.order.column
        later = [n for n in shown if now is None or n > now]
        self._sort(Order(later[0]) if later else Order())

    def action_turn(self) -> None:
        """The same column, the other way round."""
        order = self._place.order
        if order.column is not None:
            self._sort(Order(order.column, not order.down))

    def on_table_titled(self, event: Table.Titled) -> None:
        """Sort by the column that was clicked; once more, the other way round."""
        if event.table is self._rows:
            order = self._place.order
            self._sort(Order(event.column, order.column == event.column and not order.down))

    def _sort(self, order: Order) -> None:
        self._place.order = order
        self._rearrange()

    def action_filter(self) -> None:
        """Type words that the rows must hold."""
        self.query_one(Prompt).open("/", self._place.words, hint=HINT)

    def action_faults(self) -> None:
        """Only what is wrong, or all rows again."""
        self._place.faults = not self._place.faults
        self._rearrange()

    def action_jump(self) -> None:
        """Type where to go."""
        self.query_one(Prompt).open(":", choices=self.words)

    def action_clear(self) -> None:
        """All rows again."""
        self._place.faults = False
        self._filter("")

    def _filter(self, words: str) -> None:
        self._place.words = words
        self._rearrange()

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """The table follows the filter as it is typed."""
        if event.sign == "/":
            self._filter(event.text)

    def on_prompt_taken(self, event: Prompt.Taken) -> None:
        """The filter stays; a jump is made."""
        self.set_focus(self._rows)
        if event.sign == "/":
            self._filter(event.text)
        elif event.sign == ":":
            self.post_message(self.Jump(event.text.strip()))

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Escape: no filter."""
        self.set_focus(self._rows)
        if event.sign == "/":
            self._filter("")
