"""How bad the findings about a subject are: the letter in front of a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from actions.checks._support.host_aliases import Names
from actions.model.finding import Finding, Severity
from tui.values.cell import SEVERITY_TONES, Cell, Offer
from tui.values.pane import Section, View
from tui.values.sanitize import plain


class Worst:
    """The findings of a view by what they are about: a host, host/unit, a cell's name; and by code.

    By code and subject, too, with a blank between them.
    """

    def __init__(self, view: View, names: Names | None = None) -> None:
        self._names = names
        self._ranked = view.report.findings
        self._by: dict[str, list[Finding]] = {}
        for finding in view.report.findings:
            for subject in {
                finding.code,
                f"{finding.code} {finding.subject}",
                finding.subject,
                finding.target,
                self.host(finding.subject),
            } - {""}:
                self._by.setdefault(subject, []).append(finding)

    def host(self, subject: str) -> str:
        """The host in host/unit or host:mount, by the site file's name for it."""
        name = subject.partition("/")[0].partition(":")[0]
        return self._names.same(name) if self._names else name

    def of(self, *subjects: str) -> Severity | None:
        """The worst of what was found about any of them."""
        return max((f.severity for s in subjects for f in self._by.get(s, ())), default=None)

    def says(self, *subjects: str) -> str:
        """The sentence of the worst."""
        found = [finding for subject in subjects for finding in self._by.get(subject, ())]
        return plain(max(found, key=lambda finding: finding.severity).message) if found else ""

    def mend(self, *subjects: str) -> tuple[Offer, ...]:
        """What mends the worst that can be mended."""
        about = {finding for subject in subjects for finding in self._by.get(subject, ())}
        worst = next((f for f in self._ranked if f.action and f in about), None)
        return (Offer("mend", worst.action, worst.target),) if worst else ()

    def section(self, *subjects: str) -> Iterator[Section]:
        """What was found about them, for a detail."""
        yield from findings_section({f: None for s in subjects for f in self._by.get(s, ())})


def findings_section(findings: Collection[Finding]) -> Iterator[Section]:
    """The findings' sentences, if there are any."""
    if findings:
        yield Section(
            "Findings",
            tuple(
                (Cell(f.severity.letter, SEVERITY_TONES[f.severity]), Cell(plain(f.message)))
                for f in findings
            ),
        )
