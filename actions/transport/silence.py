"""What did not answer a moment ago is not waited for again: each question would take its whole time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from actions.model.errors import NoAnswer

KEPT = 15.0
"""Seconds for which an answer that did not come is the answer: those of one look, and of the next."""
BRIEF = 1.0
"""The same for what failed at once: it costs nothing to try, but not ten times in a row."""


class Silence:
    """Services of the catalog, and the login, that gave no answer; asked from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._silent: dict[str, tuple[float, NoAnswer]] = {}
        self._heard: dict[str, float] = {}

    def check(self, what: str) -> None:
        """Raise the `NoAnswer` of a moment ago, if there is one."""
        with self._lock:
            until, error = self._silent.get(what, (0.0, None))
            if error is not None and self._clock() < until:
                raise type(error)(f"{str(error).rstrip('.')} (not asked again).")

    def heard(self, what: str) -> None:
        """It has answered, whatever it said."""
        with self._lock:
            self._heard[what] = self._clock()
            self._silent.pop(what, None)

    def spoke(self, what: str, since: float) -> bool:
        """Whether it has answered anybody since then."""
        with self._lock:
            return self._heard.get(what, 0.0) >= since

    def silent(self, what: str, error: NoAnswer, kept: float = 0.0, since: float = 0.0) -> None:
        """It has not answered, unless it did so to somebody else since then."""
        with self._lock:
            if self._heard.get(what, 0.0) <= since or not since:
                self._silent[what] = self._clock() + (kept or KEPT), error

    def forget(self) -> None:
        """Something was changed: all is asked again."""
        with self._lock:
            self._silent.clear()
