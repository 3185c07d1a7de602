"""What could not be checked, and why: a fact that is missing is never health."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from actions.causes.graph import Graph
from actions.checks._support.expected import missing
from actions.checks._support.wording import listed
from actions.facts.nova import (
    cell_databases,
    cell_instances,
    cell_mappings,
    instance_mappings,
    volume_uses,
)
from actions.model.dependencies import with_needs
from actions.model.entity import Entity, api
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding
from actions.model.query import ApiQuery, Query

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


def unchecked(
    snapshot: Snapshot, checks: tuple[Check, ...], findings: Collection[Finding], graph: Graph
) -> Iterator[Unchecked]:
    """What must be there and is not, then what failed, then what nobody asked.

    What a finding explains is left out (an unreachable host), or is one line (an API that is down).
    """
    codes = _codes(checks)
    yield from _missing(snapshot, codes)
    yield from _unanswered(snapshot, codes, findings, graph)


_Codes = dict[str, tuple[Probe[Any], set[str]]]


@lru_cache(maxsize=2)
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


def _unanswered(
    snapshot: Snapshot, codes: _Codes, findings: Collection[Finding], graph: Graph
) -> Iterator[Unchecked]:
    told = {finding.subject for finding in findings}
    down = {f.entity: f for f in findings if f.down and f.entity is not None}
    closed = _closed(snapshot)
    groups: dict[Unchecked, _Cause] = {}
    for name, (probe, checks) in codes.items():
        asked = _asked(snapshot, probe)
        for subject, kind in _silent(snapshot, probe, asked).items():
            if subject not in told and (name, subject) not in closed:
                cause = groups.setdefault(_explained(kind, asked.get(subject), down, graph), _Cause())
                cause.checks |= checks
                cause.probes.add(name)
    for kind, cause in sorted(groups.items(), key=_order):
        yield replace(kind, check=listed(cause.checks), probe=listed(cause.probes))


def _explained(
    kind: Unchecked, question: Query | None, down: Mapping[Entity, Finding], graph: Graph
) -> Unchecked:
    """Of an API that is down, or that needs what is down: the same for all that was asked of it."""
    if not isinstance(question, ApiQuery) or kind.unasked or kind.pending:
        return kind
    entity = api(question.service)
    cause = next((down[one] for one in (entity, *graph.below(entity)) if one in down), None)
    if cause is None:
        return kind
    why = f"the {question.service} API did not answer, which {cause.code} {cause.subject} explains"
    return replace(kind, subject="", error=why)


def _order(group: tuple[Unchecked, _Cause]) -> tuple[bool, str, str]:
    """What failed comes before what nobody asked."""
    return group[0].pending, group[0].subject, group[0].error


def _asked(snapshot: Snapshot, probe: Probe[Any]) -> Mapping[str, Query]:
    """What is to be asked; a dear question that nobody had a reason for is not."""
    if probe.reason is not None and not snapshot.readings.get(probe.name):
        return {}
    try:
        return probe.ask(snapshot)
    except Exception:
        return {}  # the probe's own reading tells it, where it was asked


def _silent(snapshot: Snapshot, probe: Probe[Any], asked: Mapping[str, Query]) -> dict[str, Unchecked]:
    """By subject, those of a probe that have no fact, with the error; or that nobody asked about."""
    found = {
        subject: Unchecked("", "", subject, " ".join(reading.error.split()), reading.unasked)
        for subject, reading in snapshot.readings.get(probe.name, {}).items()
        if reading.fact is None and reading.error
    }
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
    asked = (cell_instances.PROBE, volume_uses.PROBE)
    return found | {(p.name, uuid) for uuid, d in databases.items() if d.code for p in asked}
