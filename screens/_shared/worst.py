"""How bad the findings about a subject are: the letter in front of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.checks._support.host_aliases import Names
from actions.model.entity import Entity
from actions.model.finding import Finding, Severity
from tui.values.cell import SEVERITY_TONES, Cell, Offer
from tui.values.pane import Section, View
from tui.values.sanitize import plain
from tui.values.where import where

Subject = str | Entity
"""What is asked about: an entity, or a name as findings have it."""


class Worst:
    """The findings of a view by what they are about: a host, host/unit, a cell's name; and by code.

    By code and subject, too, with a blank between them; and by their entities. What follows from
    something counts as what it is about; what mends it is what mends its cause.
    """

    def __init__(self, view: View, names: Names | None = None) -> None:
        self._names = names
        self._told = [
            (one, cause) for cause in view.report.findings for one in (cause, *cause.consequences)
        ]
        self._by: dict[Subject, list[int]] = {}
        for number, (finding, _) in enumerate(self._told):
            subjects: set[Subject] = {
                finding.code,
                f"{finding.code} {finding.subject}",
                finding.subject,
                finding.target,
                self.host(finding.subject),
            }
            subjects |= set(_entities(finding))
            for subject in subjects - {""}:
                self._by.setdefault(subject, []).append(number)

    def host(self, subject: str) -> str:
        """The host in host/unit or host:mount, by the site file's name for it."""
        name = subject.partition("/")[0].partition(":")[0]
        return self._names.same(name) if self._names else name

    def _found(self, subjects: Iterable[Subject]) -> list[tuple[Finding, Finding]]:
        """Each once, as they are ranked, with its cause: most are their own."""
        numbers = {number for subject in subjects for number in self._by.get(subject, ())}
        return [self._told[number] for number in sorted(numbers)]

    def of(self, *subjects: Subject) -> Severity | None:
        """The worst of what was found about any of them."""
        return max((finding.severity for finding, _ in self._found(subjects)), default=None)

    def says(self, *subjects: Subject) -> str:
        """The sentence of the worst, and what it follows from."""
        found = self._found(subjects)
        if not found:
            return ""
        worst, cause = max(found, key=lambda pair: pair[0].severity)
        return plain(worst.message if cause is worst else f"{because(cause)}: {worst.message}")

    def mend(self, *subjects: Subject) -> tuple[Offer, ...]:
        """What mends the worst that can be mended, or its cause."""
        worst = next((cause for _, cause in self._found(subjects) if cause.action), None)
        return (Offer("mend", worst.action, worst.target),) if worst else ()

    def section(self, *subjects: Subject) -> Iterator[Section]:
        """What was found about them, for a detail: each below what it follows from."""
        lines: list[tuple[Cell, ...]] = []
        last: Finding | None = None
        for finding, cause in self._found(subjects):
            if cause is not last:
                lines.append(_line(cause, cause.message))
            if cause is not finding:
                lines.append(_line(finding, f"Because of this: {finding.message}"))
            last = cause
        if lines:
            yield Section("Findings", tuple(lines))


def _entities(finding: Finding) -> Iterator[Entity]:
    """What it is about, and what has a row for that: the row that it leads to must not look well."""
    if finding.entity is not None:
        yield finding.entity
        place = where(finding.entity)
        yield from place.entities if place else ()


def because(cause: Finding) -> str:
    """What a consequence follows from, in few words."""
    return f"Because of {cause.code} {cause.subject}".rstrip()


def _line(finding: Finding, text: str) -> tuple[Cell, ...]:
    return Cell(finding.severity.letter, SEVERITY_TONES[finding.severity]), Cell(plain(text))
