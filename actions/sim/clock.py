"""The simulated cloud's one clock, which tests can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime

FORM = "%Y-%m-%d %H:%M:%S"
"""How MySQL writes a DATETIME."""


class Clock:
    """Seconds since the epoch, as the whole simulated cloud counts them."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """The time, in seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the cloud's time on; hosts and databases follow."""
        self._ahead += seconds

    def stamp(self, ago: float = 0.0) -> str:
        """The time so many seconds ago, in UTC, as a DATETIME."""
        return stamp(self.now() - ago)


def stamp(moment: float) -> str:
    """Seconds since the epoch as a DATETIME in UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime(FORM)
