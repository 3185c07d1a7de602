"""The facts as they arrive, frozen into a snapshot when somebody looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from actions.model.fact import Reading, Snapshot
from actions.model.site import Site
from tui.live.history import History


class Store:
    """Readings by probe and subject; only what changed is copied into the next snapshot."""

    def __init__(self, site: Site, snapshot: Snapshot | None = None) -> None:
        self._site = site
        self._history = History()
        found = snapshot.readings if snapshot else {}
        self._frozen: dict[str, Mapping[str, Reading[Any]]] = dict(found)
        self._open: dict[str, dict[str, Reading[Any]]] = {}
        """Copies that are being changed since the last snapshot."""
        self._last = snapshot or Snapshot(site)
        self._changed = False

    def put(self, probe: str, subject: str, reading: Reading[Any]) -> None:
        """One more answer, or the error that came instead."""
        self._writable(probe)[subject] = reading
        if not reading.error:
            self._history.add(probe, subject, reading)

    def keep(self, probe: str, subjects: Collection[str]) -> None:
        """Forget the subjects that are no longer asked about."""
        gone = self._frozen.get(probe, {}).keys() | self._open.get(probe, {}).keys()
        for subject in gone - set(subjects):
            del self._writable(probe)[subject]

    def _writable(self, probe: str) -> dict[str, Reading[Any]]:
        self._changed = True
        if probe not in self._open:
            self._open[probe] = dict(self._frozen.get(probe, {}))
        return self._open[probe]

    def snapshot(self, now: float) -> Snapshot:
        """All facts as they are; the same snapshot again where nothing has changed."""
        if self._changed:
            self._frozen |= self._open
            self._open = {}
            self._changed = False
            self._last = Snapshot(self._site, now, dict(self._frozen), self._history.frozen(now))
        return self._last
