"""What a pane shows of a view, made in a thread: its rows as they are folded, filtered and sorted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.model.entity import Entity
from tui.values.ages import faded, trouble
from tui.values.arrange import Arranged, Order, arrange
from tui.values.cell import Cell, Row
from tui.values.pane import Pane, Section, View
from tui.values.tree import in_sight, opened, unlike
from tui.values.words import HINT

FRAME = 6
"""Lines that are not the table's rows: header, tabs, titles, two of a sentence, and the keys."""

SHORT = 18
"""Lines below which the rows get the room of the summary."""

Aside = Callable[..., Awaitable[Any]]
"""Calls a function in a thread."""


@dataclass
class Place:
    """Where one was in a pane: it is there again when one comes back."""

    words: str = ""
    faults: bool = False
    """Only what is wrong."""
    order: Order = field(default_factory=Order)
    cursor: str = ""
    wanted: tuple[int, ...] = ()
    """How wide its columns have been."""
    above: tuple[int, ...] = ()
    """And those of its summary."""
    open: frozenset[str] | None = None
    """Of a tree: the rows that are unfolded; None: nobody chose, all or none."""


@dataclass(frozen=True)
class Drawn:
    """A pane's rows, ready to be shown."""

    pane: Pane
    view: View
    made: Sequence[Row]
    """All its rows, in its own order."""
    rows: Arranged
    open: frozenset[str]
    """The rows that are unfolded."""
    summary: Arranged | None
    trouble: str
    empty: str
    live: Sequence[Cell]


def broken(what: str, bug: Exception) -> str:
    """What is said instead of what a bug of ours keeps from showing."""
    return f"{what} cannot be shown ({type(bug).__name__}: {bug}); the others can."


def _nothing(place: Place) -> str:
    """Why no row is left."""
    if not place.faults:
        return f"No row holds {place.words!r}. A filter may also be: {HINT}"
    return f"Nothing that is wrong holds {place.words!r}." if place.words else "Nothing here is wrong."


def made_rows(pane: Pane, view: View, panes: Mapping[str, Pane]) -> list[Row]:
    """A pane's rows, no two with the same key; those that lead elsewhere only where there is a row."""
    rows = faded(view, pane.columns, pane.rows(view))
    return unlike(list(_leading(view, rows, panes)))


def _leading(view: View, rows: Sequence[Row], panes: Mapping[str, Pane]) -> Iterator[Row]:
    for row in rows:
        if row.where is None:
            yield row
            continue
        there = _placed(view, panes, row.where.pane)
        entity = next((one for one in row.where.entities if one in there), None)
        yield replace(row, where=row.where._replace(entity=entity, others=()) if entity else None)


def _placed(view: View, panes: Mapping[str, Pane], name: str) -> frozenset[Entity]:
    """What has a row in a pane: asked once for each view."""
    if name not in view.placed:
        rows = panes[name].rows(view) if name in panes else ()
        view.placed[name] = frozenset(entity for row in rows for entity in row.entities)
    return view.placed[name]


def row_and_detail(
    pane: Pane, view: View, key: str, panes: Mapping[str, Pane]
) -> tuple[Row | None, tuple[Section, ...]]:
    """One row and what Enter shows of it; what has the key of another is counted behind its own."""
    row = next((row for row in made_rows(pane, view, panes) if row.key == key), None)
    told = pane.detail(view, key)
    return row, told or (pane.detail(view, key.rpartition(" (")[0]) if row else ())


def draw(
    pane: Pane,
    view: View,
    place: Place,
    before: Drawn | None = None,
    room: int = 0,
    panes: Mapping[str, Pane] | None = None,
) -> Drawn:
    """All that a pane shows of a view; pure, and the only slow part of it.

    What was drawn before is given, so that a filter that is typed makes no rows anew. A tree that is
    longer than `room` is folded until somebody unfolds it.
    """
    same = before is not None and before.pane is pane and before.view is view
    made = before.made if before and same else made_rows(pane, view, panes or {pane.name: pane})
    summary = None
    if pane.summary is not None:
        lines = faded(view, pane.summary.columns, pane.summary.rows(view))
        summary = arrange(pane.summary.columns, lines, before=place.above)
        room -= len(lines) + 1 if room >= SHORT - FRAME else 0
    unfolded = opened(made, place.open, bool(place.words), room)
    shown = in_sight(made, unfolded)
    rows = arrange(pane.columns, shown, place.words, place.order, place.wanted, place.faults)
    empty = _nothing(place) if rows.total else pane.empty(view)
    live = pane.live(view) if pane.live else ()
    return Drawn(pane, view, made, rows, unfolded, summary, trouble(view, pane.needs), empty, live)
