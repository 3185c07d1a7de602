"""A pane as data: what it needs, its columns, and pure functions from a view to rows and details."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from actions.model.fact import Probe, Snapshot
from actions.model.plan import Plan
from actions.run.site_of_run import elsewhere
from tui.values.cell import Cell, Column, Row
from tui.values.key_texts import with_keys

if TYPE_CHECKING:
    from actions.causes.report import Report
    from actions.model.entity import Entity
    from actions.model.finding import Finding
    from actions.run.state import RunState


PLACED = 10.0
"""Seconds for which it is known what has a row in which pane."""


@dataclass(frozen=True, eq=False)
class View:
    """All that a pane may look at: the facts, what is wrong with them, the runs, and the time."""

    snapshot: Snapshot
    report: Report
    now: float
    """Seconds since the epoch: ages are counted from here."""
    runs: tuple[RunState, ...] = ()
    """Those of this machine, of whatever site, newest first: only the list of runs shows them all."""
    plans: Mapping[str, Plan] = field(default_factory=dict)
    """By action: the plans that were made since the console was opened."""
    made: Mapping[str, float] = field(default_factory=dict)
    """By action: when that plan was made, in seconds since the epoch."""
    recorded: bool = False
    """It is a recording: nothing is behind it, and nothing can be planned or run."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """The operator's own keys, by their names in keys.toml."""
    whole: bool = True
    """Everything was looked at once: what is not among the findings is well."""
    placed: dict[str, frozenset[Entity]] = field(default_factory=dict, repr=False)
    """By pane: what has a row there, as far as somebody asked."""
    placed_at: float = 0.0
    """When the first of it was asked."""

    def placed_still(self, now: float) -> bool:
        """Whether what has a row where may be taken over by the next view: all rows are made for it."""
        return self.whole and now - self.placed_at < PLACED

    @cached_property
    def newest(self) -> float:
        """When the newest of all facts was true; 0: there is none."""
        kept = self.snapshot.readings.values()
        return max((reading.at for readings in kept for reading in readings.values()), default=0.0)

    @cached_property
    def own_runs(self) -> tuple[RunState, ...]:
        """The runs of this site, newest first: those of another cloud say nothing of this one."""
        site = self.snapshot.site
        return tuple(run for run in self.runs if not elsewhere(run, site))

    @cached_property
    def restarting(self) -> Mapping[str, str]:
        """By the keys of findings: the run that explains them, for it restarts what they are about."""
        from tui.values.restarting import explained

        found = explained(self.snapshot, self.report.findings, self.own_runs, self.now)
        return {finding_key(finding): run for finding, run in found}

    def restarted_by(self, finding: Finding) -> str:
        """The run that explains a finding; mostly none does."""
        return self.restarting.get(finding_key(finding), "") if self.restarting else ""

    def named(self, text: str) -> str:
        """A text with the keys that it names as they are bound."""
        return with_keys(text, self.keys)

    @classmethod
    def of(cls, snapshot: Snapshot) -> View:
        """A view of a snapshot at the time when it was taken."""
        from actions.causes.report import report

        return cls(snapshot, report(snapshot), snapshot.taken)


def finding_key(finding: Finding) -> str:
    """The key of its row: it is the same finding as long as it has the same code, subject and entity.

    Two brokers may have one unheard queue each, of the same name.
    """
    return f"{finding.code} {finding.subject} {finding.entity or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a detail: a heading and lines of cells, of which the last may run over many lines."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()
    """Titles of the columns; empty: the first cell of each line is its name."""
    command: str = ""
    """A line for a shell below them, which stays one however it is broken."""


def fact(name: str, cell: Cell | str) -> tuple[Cell, Cell]:
    """A line of a detail: a name and its value."""
    return Cell(name, "dim"), cell if isinstance(cell, Cell) else Cell(cell)


@dataclass(frozen=True, eq=False)
class Summary:
    """A small table above a pane's own; the rows' keys are the panes that they lead to."""

    columns: tuple[Column, ...]
    rows: Callable[[View], Sequence[Row]]


@dataclass(frozen=True, eq=False)
class Pane:
    """One view of the cloud: a table, and the detail of each of its rows."""

    name: str
    """What `:` takes."""
    title: str
    needs: tuple[Probe[Any], ...]
    columns: tuple[Column, ...]
    rows: Callable[[View], Sequence[Row]]
    detail: Callable[[View, str], tuple[Section, ...]]
    """What Enter shows of the row with that key; nothing where it is gone."""
    about: str
    """One or two sentences for the help."""
    key: str = ""
    """The number that leads to it; without one, `:` and the palette (ctrl+p) do."""
    empty: Callable[[View], str] = field(default=lambda _: "Nothing here.")
    """What stands there instead of rows, and what to do about it."""
    summary: Summary | None = None
    live: Callable[[View], Sequence[Cell]] | None = None
    """Lines below the table that grow while something goes on; none: they take no room."""
