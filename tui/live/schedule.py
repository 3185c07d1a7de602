"""When to look at what: each source on its own period, none twice at once, failing ones less often."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.model.fact import Probe, Reading

LONGEST = 120.0
"""Seconds: a subject that fails is asked again after its period, twice that, and so on up to this."""
RETRY = 30.0
"""Seconds: where the period is longer than that, this takes its place in it, up to the period.

A dear question that a busy host did not answer would be "not checked" for five minutes.
"""


@dataclass
class _Entry:
    probe: Probe[Any]
    due: float = 0.0
    flying: bool = False
    seen: bool = False
    """It was asked once."""
    asked: bool = False
    """It was asked since all was to be looked at afresh."""
    fresh: bool = False
    """And it has answered: those that build on it may be asked."""
    failures: dict[str, int] = field(default_factory=dict)
    resting: dict[str, float] = field(default_factory=dict)
    """By subject: it is left alone until then; it failed, or another one did that is asked sooner."""


class Schedule:
    """Decides; the poller does. Times are seconds of any one clock."""

    def __init__(self, probes: Iterable[Probe[Any]]) -> None:
        self._entries: dict[str, _Entry] = {}
        for probe in probes:
            self._add(probe)

    def _add(self, probe: Probe[Any]) -> None:
        for need in probe.needs:
            self._add(need)
        if probe.period:
            self._entries.setdefault(probe.name, _Entry(probe))

    @property
    def probes(self) -> tuple[Probe[Any], ...]:
        """All that are looked at, those that others build on first."""
        return tuple(entry.probe for entry in self._entries.values())

    @property
    def whole(self) -> bool:
        """Everything was looked at once."""
        return all(entry.seen for entry in self._entries.values())

    def due(self, now: float) -> tuple[Probe[Any], ...]:
        """The probes to ask now: none that is being asked, none whose needs are not answered yet."""
        return tuple(
            entry.probe
            for entry in self._entries.values()
            if entry.due <= now and not entry.flying and self._ready(entry.probe)
        )

    def _ready(self, probe: Probe[Any]) -> bool:
        needs = (self._entries.get(need.name) for need in probe.needs)
        return all(need is None or need.fresh for need in needs)

    def next(self, now: float) -> float:
        """Seconds until something is due; infinite where only an answer can change that."""
        waiting = [e.due for e in self._entries.values() if not e.flying and self._ready(e.probe)]
        return max(0.0, min(waiting) - now) if waiting else math.inf

    def started(self, probe: Probe[Any], now: float) -> None:
        """It is being asked; its period counts from here."""
        entry = self._entries[probe.name]
        entry.flying = entry.asked = True
        entry.due = now + probe.period

    def subjects(self, probe: Probe[Any], asked: Collection[str], now: float) -> tuple[str, ...]:
        """Those of the probe's subjects that do not rest after a failure."""
        resting = self._entries[probe.name].resting
        return tuple(subject for subject in asked if resting.get(subject, 0.0) <= now)

    def ended(self, probe: Probe[Any], readings: Mapping[str, Reading[Any]], now: float) -> None:
        """It was answered, or not."""
        entry = self._entries[probe.name]
        entry.flying, entry.seen, entry.fresh = False, True, entry.asked
        entry.resting = {subject: at for subject, at in entry.resting.items() if at > now}
        failed = [subject for subject, reading in readings.items() if reading.error]
        well = readings.keys() - failed
        for subject in well:
            entry.failures.pop(subject, None)
            entry.resting.pop(subject, None)
        for subject in failed:
            failures = entry.failures.get(subject, 0)
            entry.failures[subject] = min(failures + 1, 10)
            longest = max(LONGEST, probe.period)
            pause = min(longest, min(RETRY, probe.period) * 2**failures)
            if failures or pause < probe.period:
                entry.resting[subject] = now + pause
        soonest = min(entry.resting.values(), default=math.inf)
        if soonest < entry.due:
            entry.resting |= dict.fromkeys(well, entry.due)
            entry.due = soonest

    def refresh(self) -> None:
        """Everything is due now, also what rests; what builds on others waits for their new answers."""
        for entry in self._entries.values():
            entry.due = 0.0
            entry.asked = entry.fresh = False
            entry.failures.clear()
            entry.resting.clear()
