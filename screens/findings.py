"""Findings: what is wrong, worst first, and what mends it; and what could not be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from actions.model.finding import Finding
from tui.values import wording
from tui.values.cell import SEVERITY_TONES, Cell, Column, Offer, Row, severity_cell
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain

if TYPE_CHECKING:
    from actions.causes.unchecked import Unchecked

COLUMNS = (
    Column(""),
    Column("Subject", most=32, least=14),
    Column("What is wrong", grow=True, least=33),
    Column("Fix", most=22, least=14),
)


def key(finding: Finding) -> str:
    """A finding is the same as long as it has the same code and subject."""
    return f"{finding.code} {finding.subject}"


def finding_row(finding: Finding) -> Row:
    """A finding on one line."""
    offers = (Offer("mend", finding.action, finding.target),) if finding.action else ()
    return Row(
        key(finding),
        (
            severity_cell(finding.severity),
            Cell(plain(finding.subject), "strong"),
            Cell(plain(finding.message)),
            Cell(plain(finding.action), "accent") if finding.action else Cell("manual", "dim"),
        ),
        offers=offers,
        says=plain(finding.message),
    )


def _unchecked_key(one: Unchecked) -> str:
    return f"unchecked {one.probe} {one.subject} {one.error}"


def _unchecked_row(one: Unchecked) -> Row:
    return Row(
        _unchecked_key(one),
        (
            Cell("?", "warning", 0),
            Cell(plain(one.subject or "cloud"), "dim"),
            Cell(plain(one.error), "dim"),
            Cell("not checked", "dim"),
        ),
        says=plain(f"{one.error} (checks that are silent there: {one.check})"),
    )


def _unchecked(view: View) -> Iterator[Unchecked]:
    """While the first look goes on, what nobody asked yet is no news."""
    return (one for one in view.report.unchecked if view.whole or not one.pending)


def rows(view: View) -> list[Row]:
    """The findings as ranked, then what was not checked."""
    found = [finding_row(finding) for finding in view.report.findings]
    return found + [_unchecked_row(one) for one in _unchecked(view)]


def detail(view: View, wanted: str) -> tuple[Section, ...]:
    """The whole sentence, and the next command."""
    return tuple(_details(view, wanted))


def _details(view: View, wanted: str) -> Iterator[Section]:
    from actions.checks.all import CHECKS

    titles = {check.code: check.title for check in CHECKS}
    for finding in view.report.findings:
        if key(finding) == wanted:
            name = finding.severity.name.lower()
            yield Section(
                titles.get(finding.code, finding.code),
                (
                    fact("severity", Cell(name, SEVERITY_TONES[finding.severity])),
                    fact("subject", plain(finding.subject)),
                    fact("code", finding.code),
                ),
            )
            yield Section("What is wrong", ((Cell(plain(finding.message)),),))
            yield Section("What to do", (_remedy(view, finding),))
    for one in _unchecked(view):
        if _unchecked_key(one) == wanted:
            yield Section(
                "Not checked",
                (
                    fact("checks", plain(one.check)),
                    fact("probes", plain(one.probe)),
                    fact("subject", plain(one.subject or "the cloud")),
                    fact("why", plain(one.error)),
                ),
            )


def _remedy(view: View, finding: Finding) -> tuple[Cell, ...]:
    if not finding.action:
        return (
            Cell("stackmend has no repair for this; the sentence above tells what a person can do."),
        )
    site = view.snapshot.site
    command = finding.command(site)
    if not command:
        return (Cell(f"{finding.action} mends it, on {plain(site.name)} itself: this is a recording."),)
    plan = view.named("{row.mend} shows the plan; the same from a shell:")
    return (Cell(f"{plan} {plain(command)}"),)


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
    needs=(),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "What is wrong, worst first. {row.mend} opens the plan that mends it; nothing runs before you "
        "approve it."
    ),
    empty=empty,
)
