"""Runs: what was approved and what became of it, from the journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.run.site_of_run import elsewhere
from tui.values import wording
from tui.values.cell import Cell, Column, Row
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain
from tui.values.status import STATUS_TONES, through

if TYPE_CHECKING:
    from actions.run.state import RunState

COLUMNS = (
    Column("Run", most=44, least=36, name=True),
    Column("Status"),
    Column("Steps", right=True),
    Column("Started", right=True),
    Column("Took", right=True, drop=2),
    Column("Target", most=30, least=8, drop=1),
    Column("Site", most=24, least=6, drop=3),
    Column("Why", grow=True, least=12, drop=4),
)


def rows(view: View) -> list[Row]:
    """The newest first."""
    return [_row(view, run) for run in view.runs]


def _row(view: View, run: RunState) -> Row:
    ended = run.ended or (view.now if run.alive else 0.0)
    took = Cell(wording.age(ended - run.started), order=ended - run.started) if ended else Cell("")
    age = view.now - run.started
    over, total = through(run)
    return Row(
        run.id,
        (
            Cell(plain(run.id), "strong"),
            Cell(run.status.value, STATUS_TONES[run.status]),
            Cell(f"{over}/{total}", order=over),
            Cell(f"{wording.age(age)} ago", order=age),
            took,
            Cell(plain(run.target)),
            Cell(plain(run.site), "warning" if elsewhere(run, view.snapshot.site) else ""),
            Cell(plain(run.why), "dim"),
        ),
        run=run.id,
        says=plain(run.why),
    )


def detail(view: View, key: str) -> tuple[Section, ...]:
    """A run's steps; the console itself opens the run's own window."""
    run = next((run for run in view.runs if run.id == key), None)
    if run is None:
        return ()
    lines = tuple(
        (
            Cell(step.status.value, STATUS_TONES[step.status]),
            Cell(plain(step.title)),
            Cell(plain(step.why)),
        )
        for step in run.steps
    )
    return (
        Section(
            plain(run.title),
            (
                fact("status", run.status.value),
                fact("site", plain(run.site)),
                fact("why", plain(run.why)),
            ),
        ),
        Section("Steps", lines),
    )


def empty(view: View) -> str:
    """Nothing was run, or nobody can tell."""
    if view.recorded:
        runs = view.snapshot.site.invocation.command("runs")
        return f"A recording holds no runs; `{runs}` lists those of this machine."
    return "Nothing was run yet. e on a finding shows the plan that mends it."


PANE = Pane(
    name="runs",
    title="Runs",
    key="8",
    needs=(),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Every run goes on when the console is closed. Enter shows it live, {row.resume} resumes "
        "one that stopped, after a look at what is left; {row.undo} shows the plan that puts back what "
        "it changed. Runs of every site are listed; one of another site is gone on with there."
    ),
    empty=empty,
)
