"""How old what is shown is: nothing while it is fresh, its age and its error when it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.model.fact import Probe, Reading
from actions.model.query import UrlResult
from tui.values import wording
from tui.values.cell import WELL, Cell, Column, Row, Tone
from tui.values.pane import View
from tui.values.sanitize import plain

AGE = Column("Age", most=9, drop=9, right=True)
"""The column that `seen` fills."""

OLD = 60.0
"""Seconds: a few periods of what is looked at most. What is older is no more than what was."""

_ALARMS: tuple[Tone, ...] = ("warning", "critical")

Source = tuple[Probe[Any], str]
"""A probe and the subject that it was asked about."""


def stale(reading: Reading[Any], probe: Probe[Any], now: float) -> bool:
    """It failed, or nobody looked for two periods and the time that a look may take."""
    return bool(reading.error) or now - reading.at > 2 * probe.period + probe.timeout


def old(reading: Reading[Any], probe: Probe[Any], now: float) -> bool:
    """A few periods are over since it was true, whatever the reason."""
    return now - reading.at > max(OLD, 2 * probe.period + probe.timeout)


def seen(view: View, *sources: Source) -> Cell:
    """The age of the oldest of the readings that a row is made of, where one is stale."""
    oldest = 0.0
    tone: str = ""
    for probe, subject in sources:
        reading = view.snapshot.reading(probe, subject)
        if not reading.tried and not reading.at:
            continue
        if stale(reading, probe, view.now):
            age = view.now - reading.at if reading.at else float("inf")
            oldest = max(oldest, age)
            tone = "warning" if reading.error or tone == "warning" else "dim"
    if not tone:
        return Cell("", order=0)
    text = "never" if oldest == float("inf") else wording.age(oldest)
    return Cell(text, "warning" if tone == "warning" else "dim", oldest)


def faded(view: View, columns: Sequence[Column], rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, dim and with `?` for well where their facts are old; all where nothing answers."""
    if view.recorded:
        return rows
    if view.newest and view.now - view.newest > OLD:
        return [fade(row) for row in rows]
    if AGE not in columns:
        return rows
    at = columns.index(AGE)
    return [fade(row) if row.cells[at].text and _age(row.cells[at]) > OLD else row for row in rows]


def _age(cell: Cell) -> float:
    return cell.order or 0.0


def fade(row: Row) -> Row:
    """Dim, and with `?` for well; what alarmed goes on alarming."""
    return replace(row, cells=tuple(_fade_cell(cell) for cell in row.cells))


def _fade_cell(cell: Cell) -> Cell:
    if cell.text in WELL:
        return Cell("?", "warning", 0)
    marks = tuple(mark for mark in cell.marks if mark[2] in _ALARMS)
    return cell._replace(tone=cell.tone if cell.tone in _ALARMS else "dim", marks=marks)


def trouble(view: View, needs: tuple[Probe[Any], ...]) -> str:
    """One line on the questions that were not answered; empty where all were."""
    asked = [
        reading
        for probe in needs
        for reading in view.snapshot.readings.get(probe.name, {}).values()
        if reading.tried or reading.at
    ]
    failed = [reading for reading in asked if reading.error]
    if not failed:
        return ""
    first = failed[0]
    old = f"Last seen {wording.age(view.now - first.at)} ago. " if first.at else ""
    more = f"{len(failed)} probes failed. " if len(failed) > 1 else ""
    silent = len(needs) > 2 and not view.recorded and not any(_answered(one) for one in asked)
    all_of_it = "Nothing answers: is it this machine's network? " if silent else ""
    return plain(f"{all_of_it}{more}{old}{first.error}")


def _answered(reading: Reading[Any]) -> bool:
    """Something at the other end spoke."""
    silent = isinstance(reading.fact, UrlResult) and not reading.fact.status
    return not reading.error and not silent
