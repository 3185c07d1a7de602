"""A finding in full: what is wrong, since when, what proves it, what follows from it, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from actions.model.finding import Evidence, Finding
from tui.values import wording
from tui.values.cell import SEVERITY_TONES, Cell
from tui.values.pane import Section, View, fact
from tui.values.sanitize import plain
from tui.values.where import about

LATER = (
    "Its own repair is not offered before that is mended: it would be in vain, or do harm. If this is "
    "still wrong then, it is offered."
)


def finding_sections(view: View, finding: Finding, cause: Finding) -> Iterator[Section]:
    """A cause, or what follows from it."""
    from actions.checks.all import CHECKS

    titles = {check.code: check.title for check in CHECKS}
    yield Section(titles.get(finding.code, finding.code), tuple(_facts(view, finding)))
    yield Section("What is wrong", ((Cell(plain(finding.message)),),))
    if finding is not cause:
        yield Section("Follows from", (_line(cause),))
    if finding.evidence:
        lines = (line for one in finding.evidence for line in _evidence(view, one))
        yield Section("How one can tell", tuple(lines))
    if finding.consequences:
        title = f"What follows from it ({len(finding.consequences)})"
        yield Section(title, tuple(_line(one) for one in finding.consequences))
    command = cause.command(view.snapshot.site)
    yield Section("What to do", tuple(_remedy(view, finding, cause)), command=plain(command))


def _facts(view: View, finding: Finding) -> Iterator[tuple[Cell, Cell]]:
    name = finding.severity.name.lower()
    yield fact("severity", Cell(name, SEVERITY_TONES[finding.severity]))
    yield fact("subject", plain(finding.subject))
    yield fact("code", finding.code)
    if (entity := about(view.snapshot, finding)) is not None:
        yield fact("about", plain(str(entity)))
    if finding.since:
        yield fact("since", _when(view, finding.since))
    if run := view.restarted_by(finding):
        yield fact("now", Cell(f"restarting by run {plain(run)}", "notice"))


def _when(view: View, at: float) -> str:
    """The age, and UTC's time to compare it with logs."""
    import time

    stamp = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))
    return f"{wording.age(view.now - at)} ago, {stamp}"


def _evidence(view: View, one: Evidence) -> Iterator[tuple[Cell, ...]]:
    """Where it was read and when; its lines below."""
    when = f", {_when(view, one.at)}" if one.at else ""
    yield (Cell(f"{plain(one.source)}{when}", "dim"),)
    for text in one.text.splitlines():
        yield (Cell(f"  {plain(text)}"),)


def _line(finding: Finding) -> tuple[Cell, ...]:
    tone = SEVERITY_TONES[finding.severity]
    return Cell(finding.severity.letter, tone), Cell(plain(finding.message))


def _remedy(view: View, finding: Finding, cause: Finding) -> Iterator[tuple[Cell, ...]]:
    if finding is not cause:
        yield (Cell(f"Mend {plain(cause.code)} {plain(cause.subject)} first. {LATER}"),)
    yield (Cell(_repair(view, cause)),)


def _repair(view: View, cause: Finding) -> str:
    if not cause.action:
        return "stackmend has no repair for this; the sentence above tells what a person can do."
    site = view.snapshot.site
    if not cause.command(site):
        return f"{cause.action} mends it, on {plain(site.name)} itself: this is a recording."
    return view.named("{row.mend} shows the plan; the same from a shell:")
