"""All checks on one snapshot: what they found, ranked, and where they could not look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.checks._support.wording import listed
from actions.checks.all import CHECKS
from actions.facts.nova import cell_databases, cell_instances, cell_mappings, instance_mappings
from actions.model.dependencies import with_needs
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding


@dataclass(frozen=True)
class Blind:
    """Where checks could not look, because a probe failed and there is no earlier fact.

    One for each cause: checks and probes that failed alike share it.
    """

    check: str
    """The codes of the checks, as a list for the eye."""
    probe: str
    """The names of the probes, as a list for the eye."""
    subject: str
    """What was asked about: a host, a cell's UUID; "" for the cloud as a whole."""
    error: str
    unasked: bool = False
    """A configuration of the operator's does not say how to ask."""


@dataclass(frozen=True, eq=False)
class Report:
    """What is wrong, worst first, and what is not known."""

    findings: tuple[Finding, ...]
    blind: tuple[Blind, ...]


def report(snapshot: Snapshot, checks: tuple[Check, ...] = CHECKS) -> Report:
    """Run the checks on the facts at hand; what two of them find alike is told once.

    A check that fails on facts that nobody foresaw does not keep the others back.
    """
    found: dict[Finding, None] = {}
    broken: list[Blind] = []
    for check in checks:
        try:
            found |= dict.fromkeys(check.find(snapshot))
        except Exception as bug:
            error = f"the check itself failed, please report it: {type(bug).__name__}: {bug}"
            broken.append(Blind(check.code, f"the check {check.code}", "", error))
    findings = sorted(found, key=lambda f: (-f.severity, f.code, f.subject, f.says))
    told = {finding.subject for finding in findings}
    blind = (*broken, *_unasked(snapshot, checks), *_blind(snapshot, checks, told))
    return Report(tuple(findings), blind)


def _unasked(snapshot: Snapshot, checks: tuple[Check, ...]) -> Iterator[Blind]:
    """Nova's databases are found through a controller: a site file without one hides them all."""
    if snapshot.site.having("controller"):
        return
    codes = {check.code for check in checks if cell_mappings.PROBE in check.needs}
    error = "the site file gives no host the role controller, so nova's databases were not looked at"
    if codes:
        yield Blind(listed(codes), cell_mappings.PROBE.name, "", error)


def _blind(snapshot: Snapshot, checks: tuple[Check, ...], told: set[str]) -> Iterator[Blind]:
    """The failures, less those whose cause a finding names: an unreachable host, a closed database."""
    closed = _closed(snapshot)
    groups: dict[tuple[str, str, bool], tuple[set[str], set[str]]] = {}
    for check in checks:
        for probe in with_needs(check.needs):
            for subject, reading in snapshot.readings.get(probe.name, {}).items():
                known = reading.fact is not None or subject in told or (probe.name, subject) in closed
                if reading.error and not known:
                    key = (subject, " ".join(reading.error.split()), reading.unasked)
                    codes, probes = groups.setdefault(key, (set(), set()))
                    codes.add(check.code)
                    probes.add(probe.name)
    for (subject, error, unasked), (codes, probes) in sorted(groups.items()):
        yield Blind(listed(codes), listed(probes), subject, error, unasked)


def _closed(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Probe and subject where it is known already that the database does not open."""
    api = snapshot.get(cell_mappings.PROBE)
    found = {(instance_mappings.PROBE.name, "")} if api and api.code else set()
    databases = snapshot.each(cell_databases.PROBE)
    return found | {(cell_instances.PROBE.name, uuid) for uuid, d in databases.items() if d.code}
