"""A snapshot that remembers which probes were read from it."""

from __future__ import annotations

from typing import TypeVar

from actions.model.fact import Probe, Reading, Snapshot

F = TypeVar("F")


class Recording(Snapshot):
    """Like any snapshot; `read` holds the names of the probes that were asked for."""

    @property
    def read(self) -> set[str]:
        """Names of probes."""
        known: set[str] = self.__dict__.setdefault("_read", set())
        return known

    def reading(self, probe: Probe[F], subject: str = "") -> Reading[F]:
        """Noted, then as always."""
        self.read.add(probe.name)
        return super().reading(probe, subject)

    def each(self, probe: Probe[F]) -> dict[str, F]:
        """Noted, then as always."""
        self.read.add(probe.name)
        return super().each(probe)

    def errors(self, probe: Probe[F]) -> dict[str, str]:
        """Noted, then as always."""
        self.read.add(probe.name)
        return super().errors(probe)
