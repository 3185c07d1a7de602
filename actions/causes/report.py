"""All checks on one snapshot: causes, worst first, what follows from them, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from actions.causes.fold import fold
from actions.causes.graph import graph
from actions.checks._support.expected import missing
from actions.checks._support.wording import listed
from actions.checks.all import CHECKS
from actions.facts.nova import cell_databases, cell_instances, cell_mappings, instance_mappings
from actions.model.dependencies import with_needs
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding

NOBODY = "nobody looked"


@dataclass(frozen=True)
class Unchecked:
    """What was not checked: a probe failed or was not asked, or what must be there was not found.

    One for each cause: checks and probes that failed alike share it.
    """

    check: str
    """The codes of the checks, as a list for the eye."""
    probe: str
    """The names of the probes, as a list for the eye."""
    subject: str
    """What was asked about: a host, a cell's UUID; "" for the cloud as a whole."""
    error: str
    """Why; where the probe answered, what was looked for and not found."""
    unasked: bool = False
    """A configuration of the operator's does not say how to ask."""
    answered: bool = False
    """The probe answered, and what must be there was not in its answer."""
    pending: bool = False
    """Nobody asked yet, which in a console's first seconds is no news."""

    @property
    def says(self) -> str:
        """What was not checked and why, in one line without a full stop."""
        if self.answered:
            return self.error
        return (
            f"{self.probe} of {self.subject}: {self.error}"
            if self.subject
            else f"{self.probe}: {self.error}"
        )


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
    findings = sorted(found, key=lambda f: (-f.severity, f.code, f.subject, f.message))
    told = {finding.subject for finding in findings}
    codes = _codes(checks)
    unchecked = (*broken, *_missing(snapshot, codes), *_unanswered(snapshot, codes, told))
    return Report(fold(findings, graph(snapshot)), unchecked)


_Codes = dict[str, tuple[Probe[Any], set[str]]]


def _codes(checks: tuple[Check, ...]) -> _Codes:
    """By a probe's name: the probe, and the codes of the checks that build on it."""
    found: _Codes = {}
    for check in checks:
        for probe in with_needs(check.needs):
            found.setdefault(probe.name, (probe, set()))[1].add(check.code)
    return found


def _missing(snapshot: Snapshot, codes: _Codes) -> Iterator[Unchecked]:
    """What must be among the facts and is not, for the checks that are silent without it."""
    for one in missing(snapshot):
        if one.probe.name in codes:
            checks = listed(codes[one.probe.name][1])
            yield Unchecked(checks, one.probe.name, one.subject, one.why, answered=True)


@dataclass
class _Cause:
    """Checks and probes that one error keeps from looking at one subject."""

    checks: set[str] = field(default_factory=set)
    probes: set[str] = field(default_factory=set)


def _unanswered(snapshot: Snapshot, codes: _Codes, told: set[str]) -> Iterator[Unchecked]:
    """What failed or was not asked, less that whose cause a finding names: an unreachable host."""
    closed = _closed(snapshot)
    groups: dict[Unchecked, _Cause] = {}
    for name, (probe, checks) in codes.items():
        for subject, kind in _silent(snapshot, probe).items():
            if subject not in told and (name, subject) not in closed:
                cause = groups.setdefault(kind, _Cause())
                cause.checks |= checks
                cause.probes.add(name)
    for kind, cause in sorted(groups.items(), key=_order):
        yield replace(kind, check=listed(cause.checks), probe=listed(cause.probes))


def _order(group: tuple[Unchecked, _Cause]) -> tuple[bool, str, str]:
    """What failed comes before what nobody asked."""
    return group[0].pending, group[0].subject, group[0].error


def _silent(snapshot: Snapshot, probe: Probe[Any]) -> dict[str, Unchecked]:
    """By subject, those of a probe that have no fact, with the error; or that nobody asked about."""
    readings = snapshot.readings.get(probe.name, {})
    found = {
        subject: Unchecked("", "", subject, " ".join(reading.error.split()), reading.unasked)
        for subject, reading in readings.items()
        if reading.fact is None and reading.error
    }
    if probe.reason is not None and not readings:
        return found  # spared: nothing gave a reason to ask it
    try:
        asked = probe.ask(snapshot)
    except Exception:
        return found  # the probe's own reading tells it, where it was asked
    for subject in asked:
        reading = snapshot.reading(probe, subject)
        if reading.fact is None and not reading.error:
            found[subject] = Unchecked("", "", subject, NOBODY, pending=True)
    return found


def _closed(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Probe and subject where it is known already that the database does not open."""
    api = snapshot.get(cell_mappings.PROBE)
    found = {(instance_mappings.PROBE.name, "")} if api and api.code else set()
    databases = snapshot.each(cell_databases.PROBE)
    return found | {(cell_instances.PROBE.name, uuid) for uuid, d in databases.items() if d.code}
