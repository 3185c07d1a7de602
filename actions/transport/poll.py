"""Looking: probes are asked all at once, and what each found becomes a new snapshot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from actions.model.dependencies import with_needs
from actions.model.errors import NoAnswer, NotConfigured
from actions.model.fact import F, Probe, Reading, Snapshot
from actions.model.query import ApiQuery, ParseError, Query
from actions.transport.gateway import Gateway
from actions.transport.throttle import Throttle

Seen = Callable[[str, str, Reading[Any]], None]
"""Called with a probe's name, a subject and its reading, as each arrives."""

Clock = Callable[[], float]

PATIENCE = 1.0
"""Seconds that a probe waits for those it needs, before it asks what it can ask already."""


async def poll(
    gateway: Gateway,
    snapshot: Snapshot,
    probes: Iterable[Probe[Any]],
    now: Clock = time.time,
    seen: Seen | None = None,
    patience: float = PATIENCE,
    deep: bool = True,
) -> Snapshot:
    """A new snapshot in which the probes, and those that they need, were asked afresh.

    Unless it is `deep`, dear ones are asked only where the facts give a reason.

    Where a probe fails, its reading keeps the last good fact and says the error; a subject that is no
    longer asked about disappears. One host that hangs does not keep back what can be asked without it.

    A question has its probe's time from when it is asked. What comes before has its own, so that a look
    ends: a turn to connect or for a session, 120 s; a handshake, 8 s, and as much for a jump host; a
    session's opening, 15 s; a login to the APIs, 7 s; the files of a host's TLS, twice 8 s; a free
    thread, 60 s. What did not answer the APIs a moment ago is not asked again (`silence`).
    """
    looking = _Look(gateway, snapshot, now, seen or _unseen, patience, deep=deep)
    async with asyncio.TaskGroup() as group:
        for probe in with_needs(probes):
            looking.start(probe, group)
    return replace(snapshot, taken=now(), readings=looking.readings)


async def poll_one(
    gateway: Gateway,
    snapshot: Snapshot,
    probe: Probe[Any],
    now: Clock = time.time,
    seen: Seen | None = None,
    pace: Throttle | None = None,
) -> dict[str, Reading[Any]]:
    """The readings of one probe, asked on the snapshot's facts, by subject; each in its turn."""
    looking = _Look(gateway, snapshot, now, seen or _unseen, patience=0.0, pace=pace)
    async with asyncio.TaskGroup() as group:
        looking.start(probe, group)
    return dict(looking.readings[probe.name])


class _Look:
    """One look while it goes on."""

    def __init__(
        self,
        gateway: Gateway,
        snapshot: Snapshot,
        now: Clock,
        seen: Seen,
        patience: float,
        pace: Throttle | None = None,
        deep: bool = True,
    ) -> None:
        self._deep = deep
        self._gateway = gateway
        self._before = snapshot
        self._now = now
        self._seen = seen
        self._patience = patience
        self._pace = pace
        self._running: dict[str, asyncio.Task[None]] = {}
        self.readings: dict[str, Mapping[str, Reading[Any]]] = dict(snapshot.readings)

    def start(self, probe: Probe[Any], group: asyncio.TaskGroup) -> None:
        """Ask a probe as soon as those that it needs, and that were started before, have answered."""
        self._running[probe.name] = group.create_task(self._probe(probe, group))

    async def _probe(self, probe: Probe[Any], group: asyncio.TaskGroup) -> None:
        asked: dict[str, tuple[Query, asyncio.Task[None]]] = {}
        reads = probe.reads if probe.reason is not None and not self._deep else ()
        needs = [need for need in (*probe.needs, *reads) if need.name in self._running]
        if first := [self._running[need.name] for need in needs if not need.soft]:
            await asyncio.wait(first, timeout=self._patience)
        self._ask(probe, asked, group)
        if late := [task for need in needs if not (task := self._running[need.name]).done()]:
            await asyncio.wait(late)
            self._ask(probe, asked, group)
        if asked:
            await asyncio.wait([task for _, task in asked.values()])

    def _ask(
        self,
        probe: Probe[Any],
        asked: dict[str, tuple[Query, asyncio.Task[None]]],
        group: asyncio.TaskGroup,
    ) -> None:
        """Start what is to be asked on the facts there are, and give up what is asked otherwise now."""
        try:
            facts = replace(self._before, readings=self.readings)
            spared = probe.reason is not None and not self._deep and not probe.reason(facts)
            questions = {} if spared else probe.ask(facts)
        except Exception as bug:
            self._broken(probe, bug)
            return
        for subject in [s for s, (question, _) in asked.items() if questions.get(s) != question]:
            asked.pop(subject)[1].cancel()
        known = self.readings.get(probe.name, {})
        self.readings[probe.name] = {s: known[s] for s in questions if s in known}
        for subject, question in questions.items():
            if subject not in asked:
                task = group.create_task(self._subject(probe, subject, question))
                asked[subject] = question, task

    async def _subject(self, probe: Probe[Any], subject: str, question: Query) -> None:
        if self._pace is not None:
            await self._pace.turn()
        began = time.monotonic()
        before = self._before.reading(probe, subject)
        at = 0.0
        fact: Any = None
        error = ""
        unasked = False
        try:
            raw = await self._gateway.ask(question, probe.timeout)
            at = self._now()
            if isinstance(question, ApiQuery):
                fact = await self._gateway.aside(partial(_read, probe, before.fact), raw)
            else:
                fact = _read(probe, before.fact, raw)
        except (NoAnswer, ParseError) as failure:
            error, unasked = str(failure), isinstance(failure, NotConfigured)
        except Exception as bug:
            error = _told(probe, bug)
        took = time.monotonic() - began
        if error:
            told = self._gateway.masked(error)
            reading = replace(before, error=told, tried=self._now(), took=took, unasked=unasked)
        else:
            reading = Reading(fact, at, tried=at, took=took)
        self._keep(probe, subject, reading)

    def _broken(self, probe: Probe[Any], bug: Exception) -> None:
        """Where a probe cannot say what it asks: every subject gets the error, and keeps its fact."""
        for subject, before in dict(self.readings.get(probe.name) or {"": Reading()}).items():
            error = _told(probe, bug)
            self._keep(probe, subject, replace(before, error=error, tried=self._now(), unasked=False))

    def _keep(self, probe: Probe[Any], subject: str, reading: Reading[Any]) -> None:
        self.readings[probe.name] = {**self.readings.get(probe.name, {}), subject: reading}
        self._seen(probe.name, subject, reading)


def _read(probe: Probe[F], known: F | None, raw: Any) -> F:
    """The fact; where it is as it was, the one that is known: those of a big cloud are many objects."""
    fact = probe.read(raw)
    return known if known is not None and known == fact else fact


def _told(probe: Probe[Any], bug: Exception) -> str:
    return f"the probe {probe.name} failed: {type(bug).__name__}: {bug}"


def _unseen(_probe: str, _subject: str, _reading: Reading[Any]) -> None:
    """Nobody wants to see readings one by one."""
