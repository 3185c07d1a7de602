"""Findings: what is wrong, worst first, what follows from it, what mends it; what was not checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from actions.facts.hosts import units
from actions.model.finding import Finding
from screens._shared.finding_details import finding_sections
from screens._shared.worst import because
from tui.values import wording
from tui.values.cell import Cell, Column, Offer, Row, Tone, joined, severity_cell
from tui.values.headline import headline
from tui.values.pane import Pane, Section, View, fact, finding_key
from tui.values.sanitize import plain
from tui.values.tree import unlike
from tui.values.where import about, host_and_unit, where

if TYPE_CHECKING:
    from actions.causes.unchecked import Unchecked

COLUMNS = (
    Column(""),
    Column("Subject", most=34, least=14),
    Column("What is wrong", grow=True, least=40),
    Column("Since", right=True, drop=1),
    Column("Fix", most=22, least=14),
)


def _rows_of(view: View, cause: Finding) -> Iterator[Row]:
    """A cause, and below it what follows from it."""
    yield _row(view, cause, cause)
    for finding in cause.consequences:
        yield _row(view, finding, cause)


def _row(view: View, finding: Finding, cause: Finding) -> Row:
    """A finding on one line; what follows from another is mended by mending that."""
    below = finding is not cause
    run = view.restarted_by(finding)
    entity = about(view.snapshot, finding)
    host, unit = host_and_unit(view.snapshot, entity) if entity else ("", "")
    message = plain(finding.message)
    short = headline(message, plain(finding.subject))
    return Row(
        finding_key(finding),
        (
            Cell(finding.severity.letter, "dim", 0) if run else severity_cell(finding.severity),
            Cell(f"{'└ ' * below}{plain(finding.subject)}", "dim" if below or run else "strong"),
            joined(*_parts(finding, run, short)),
            _since(view, finding),
            _fix(finding, below),
        ),
        host=host,
        unit=unit,
        offers=(Offer("mend", cause.action, cause.target),) if cause.action else (),
        says=": ".join(filter(None, (_why(cause, run, below=below), message))),
        folds=bool(finding.consequences),
        opens=True,
        parent=finding_key(cause) if below else "",
        where=where(entity) if entity else None,
    )


def _parts(finding: Finding, run: str, message: str) -> Iterator[tuple[str, Tone]]:
    follow = len(finding.consequences)
    yield f"{follow} {'follow' if follow > 1 else 'follows'}" if follow else "", "accent"
    yield _restarting(run) if run else "", "notice"
    yield message, "dim" if run else ""


def _why(cause: Finding, run: str, *, below: bool) -> str:
    return _restarting(run) if run else plain(because(cause)) if below else ""


def _restarting(run: str) -> str:
    return f"restarting by run {plain(run)}"


def _since(view: View, finding: Finding) -> Cell:
    if not finding.since:
        return Cell("")
    age = max(0.0, view.now - finding.since)
    return Cell(wording.age(age), "dim", age)


def _fix(finding: Finding, below: bool) -> Cell:
    if finding.action:
        return Cell(plain(finding.action), "accent")
    return Cell("follows" if below else "manual", "dim")


def _unchecked_key(one: Unchecked) -> str:
    return f"unchecked {one.probe} {one.subject} {one.error}"


def _unchecked_row(one: Unchecked) -> Row:
    return Row(
        _unchecked_key(one),
        (
            Cell("?", "warning", 0),
            Cell(plain(one.subject or "cloud"), "dim"),
            Cell(plain(one.error), "dim"),
            Cell(""),
            Cell("not checked", "dim"),
        ),
        says=plain(f"{one.error} (checks that are silent there: {one.check})"),
    )


def _unchecked(view: View) -> Iterator[Unchecked]:
    """While the first look goes on, what nobody asked yet is no news."""
    return (one for one in view.report.unchecked if view.whole or not one.pending)


def rows(view: View) -> list[Row]:
    """The causes as ranked, each with what follows from it, then what was not checked."""
    found = [row for cause in view.report.findings for row in _rows_of(view, cause)]
    return found + [_unchecked_row(one) for one in _unchecked(view)]


def detail(view: View, wanted: str) -> tuple[Section, ...]:
    """The whole sentence, what proves it, what follows, and the next command."""
    return tuple(_details(view, wanted))


def _details(view: View, wanted: str) -> Iterator[Section]:
    number = next((n for n, row in enumerate(unlike(rows(view))) if row.key == wanted), None)
    if number is None:
        return
    told = [(one, cause) for cause in view.report.findings for one in (cause, *cause.consequences)]
    if number < len(told):
        yield from finding_sections(view, *told[number])
        return
    one = list(_unchecked(view))[number - len(told)]
    lines = (
        fact("checks", plain(one.check)),
        fact("probes", plain(one.probe)),
        fact("subject", plain(one.subject or "the cloud")),
        fact("why", plain(one.error)),
    )
    yield Section("Not checked", lines)


def empty(view: View) -> str:
    """Nothing found is good news only where something was looked at."""
    from actions.checks.all import CHECKS

    if not view.whole:
        return "Nothing is wrong so far; the first look goes on."
    return f"Nothing is wrong, by {wording.count(len(CHECKS), 'check')}."


PANE = Pane(
    name="findings",
    title="Findings",
    key="6",
    needs=(units.PROBE,),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "What is wrong, worst first. {row.mend} opens the plan that mends it; nothing runs before you "
        "approve it. What follows from a finding stands below it, and should be well when that is "
        "mended: {browse.fold} folds it. {row.where} goes to the row of what a finding is about."
    ),
    empty=empty,
)
