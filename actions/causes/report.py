"""All checks on one snapshot: causes, worst first, what follows from them, and what was not checked."""

from __future__ import annotations

from dataclasses import dataclass

from actions.causes.evidence import attached
from actions.causes.fold import fold
from actions.causes.graph import Graph, graph
from actions.causes.silence import join
from actions.causes.unchecked import Unchecked, unchecked
from actions.checks.all import CHECKS
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding


@dataclass(frozen=True, eq=False)
class Report:
    """What is wrong, worst first, and what is not known."""

    findings: tuple[Finding, ...]
    """The causes; what follows from one is under it."""
    unchecked: tuple[Unchecked, ...]

    @property
    def every(self) -> tuple[Finding, ...]:
        """The causes, each with what follows from it behind it."""
        return tuple(one for cause in self.findings for one in (cause, *cause.consequences))


def report(snapshot: Snapshot, checks: tuple[Check, ...] = CHECKS) -> Report:
    """Run the checks on the facts at hand; what two of them find alike is told once.

    A check that fails on facts that nobody foresaw does not keep the others back.
    """
    found: dict[Finding, None] = {}
    broken: list[Unchecked] = []
    for check in checks:
        try:
            found |= dict.fromkeys(check.find(snapshot))
        except Exception as bug:
            error = f"the check itself failed, please report it: {type(bug).__name__}: {bug}"
            broken.append(Unchecked(check.code, f"the check {check.code}", "", error))
    proved = attached(found, snapshot)
    findings = sorted(proved, key=lambda f: (-f.severity, f.code, f.subject, f.message))
    needs = graph(snapshot) if findings else Graph.of(())  # nothing follows from nothing
    causes = join(snapshot, fold(findings, needs), needs)
    return Report(causes, (*broken, *unchecked(snapshot, checks, findings, needs)))
