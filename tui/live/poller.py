"""Looks at the cloud again and again, as the schedule says, and puts what it sees into the store."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from actions.model.fact import Probe, Reading, Snapshot
from tui.live.schedule import Schedule
from tui.live.store import Store

Seen = Callable[[str, str, Reading[Any]], None]


Look = Callable[[Snapshot, Probe[Any], Seen], Awaitable[Mapping[str, Reading[Any]]]]
"""Asks one probe about a snapshot: its readings by subject, each also told when it arrives."""


class Poller:
    """Runs for as long as the console is open, on its loop."""

    def __init__(
        self,
        look: Look,
        store: Store,
        schedule: Schedule,
        changed: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._look = look
        self._store = store
        self._schedule = schedule
        self._changed = changed
        self._clock = clock
        self._news = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Ask what is due, wait for what comes first: an answer, the next time, a refresh."""
        try:
            while True:
                self._news.clear()
                now = self._clock()
                for probe in self._schedule.due(now):
                    self._schedule.started(probe, now)
                    task = asyncio.create_task(self._ask(probe), name=f"probe {probe.name}")
                    self._flying.add(task)
                    task.add_done_callback(self._flying.discard)
                pause = self._schedule.next(now)
                try:
                    async with asyncio.timeout(None if math.isinf(pause) else pause):
                        await self._news.wait()
                except TimeoutError:
                    continue
        finally:
            for task in self._flying:
                task.cancel()

    def refresh(self) -> None:
        """Look at everything now."""
        self._schedule.refresh()
        self._news.set()

    async def _ask(self, probe: Probe[Any]) -> None:
        snapshot = self._store.snapshot(self._clock())
        readings: Mapping[str, Reading[Any]] = {}
        try:
            narrowed, subjects = self._narrowed(probe, snapshot)
            readings = await self._look(snapshot, narrowed, self._seen)
            for subject, reading in readings.items():
                self._store.put(probe.name, subject, reading)
            self._store.keep(probe.name, subjects)
        finally:
            self._schedule.ended(probe, readings, self._clock())
            self._changed()
            self._news.set()

    def _narrowed(self, probe: Probe[Any], snapshot: Snapshot) -> tuple[Probe[Any], set[str]]:
        """The probe without the subjects that rest, and all its subjects.

        One that cannot say what it asks is left to the engine, which makes a reading of its error.
        """
        try:
            questions = probe.ask(snapshot)
        except Exception:
            return probe, {"", *snapshot.readings.get(probe.name, {})}
        wanted = self._schedule.subjects(probe, questions, self._clock())
        asked = {subject: questions[subject] for subject in wanted}
        return replace(probe, ask=lambda _: asked), set(questions)

    def _seen(self, probe: str, subject: str, reading: Reading[Any]) -> None:
        self._store.put(probe, subject, reading)
        self._changed()
