"""Nothing is answered that nobody can have read: keys typed ahead approve nothing."""

from __future__ import annotations

from collections.abc import Callable

READING = 0.5
"""Seconds that something must have been on the screen before it can be answered."""


class Settled:
    """Since when something has been on the screen, by a clock that never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: float | None = None

    def shown(self) -> None:
        """It is on the screen; the first time counts."""
        if self._since is None:
            self._since = self._clock()

    def gone(self) -> None:
        """It is not there any more, or something else is."""
        self._since = None

    @property
    def ready(self) -> bool:
        """It was there long enough."""
        return self._since is not None and self._clock() - self._since >= READING
