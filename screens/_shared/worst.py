"""How bad the findings about a subject are: the letter in front of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from actions.checks._support.host_aliases import Names
from actions.model.entity import Entity
from actions.model.finding import Finding, Severity
from tui.values.cell import SEVERITY_TONES, Cell, Offer
from tui.values.pane import Section, View
from tui.values.sanitize import plain

Subject = str | Entity
"""What is asked about: an entity, or a name as findings have it."""


class Worst:
    """The findings of a view by what they are about: a host, host/unit, a cell's name; and by code.

    By code and subject, too, with a blank between them; and by their entities. What follows from
    something counts as what it is about; what mends it is what mends its cause.
    """

    def __init__(self, view: View, names: Names | None = None) -> None:
        self._names = names
        self._causes = {
            one: cause for cause in view.report.findings for one in (cause, *cause.consequences)
        }
        self._by: dict[Subject, list[Finding]] = {}
        for finding in self._causes:
            subjects: set[Subject] = {
                finding.code,
                f"{finding.code} {finding.subject}",
                finding.subject,
                finding.target,
                self.host(finding.subject),
            }
            subjects |= {finding.entity} if finding.entity else set()
            for subject in subjects - {""}:
                self._by.setdefault(subject, []).append(finding)

    def host(self, subject: str) -> str:
        """The host in host/unit or host:mount, by the site file's name for it."""
        name = subject.partition("/")[0].partition(":")[0]
        return self._names.same(name) if self._names else name

    def _found(self, subjects: Iterable[Subject]) -> list[Finding]:
        """Each once."""
        return list(dict.fromkeys(f for subject in subjects for f in self._by.get(subject, ())))

    def of(self, *subjects: Subject) -> Severity | None:
        """The worst of what was found about any of them."""
        return max((finding.severity for finding in self._found(subjects)), default=None)

    def says(self, *subjects: Subject) -> str:
        """The sentence of the worst, and what it follows from."""
        found = self._found(subjects)
        if not found:
            return ""
        worst = max(found, key=lambda finding: finding.severity)
        cause = self._causes[worst]
        return plain(worst.message if cause is worst else f"{because(cause)}: {worst.message}")

    def mend(self, *subjects: Subject) -> tuple[Offer, ...]:
        """What mends the worst that can be mended, or its cause."""
        causes = {self._causes[finding] for finding in self._found(subjects)}
        worst = next((f for f in self._causes if f.action and f in causes), None)
        return (Offer("mend", worst.action, worst.target),) if worst else ()

    def section(self, *subjects: Subject) -> Iterator[Section]:
        """What was found about them, for a detail: first what it follows from."""
        yield from findings_section(self._found(subjects), self._causes)


def because(cause: Finding) -> str:
    """What a consequence follows from, in few words."""
    return f"Because of {cause.code} {cause.subject}".rstrip()


def findings_section(
    findings: Iterable[Finding], causes: Mapping[Finding, Finding]
) -> Iterator[Section]:
    """The findings' sentences, if there are any, each below its cause."""
    under: dict[Finding, list[Finding]] = {}
    for finding in findings:
        below = under.setdefault(causes[finding], [])
        if causes[finding] is not finding:
            below.append(finding)
    lines: list[tuple[Cell, ...]] = []
    for cause, following in under.items():
        lines.append(_line(cause, cause.message))
        lines += [_line(one, f"Because of this: {one.message}") for one in following]
    if lines:
        yield Section("Findings", tuple(lines))


def _line(finding: Finding, text: str) -> tuple[Cell, ...]:
    return Cell(finding.severity.letter, SEVERITY_TONES[finding.severity]), Cell(plain(text))
