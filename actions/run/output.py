"""A command's output on its way to the journal: in batches, ten a second at most."""

from __future__ import annotations

import asyncio
from collections import deque

from actions.model.event import Output
from actions.run.journal import Journal

_EVERY = 0.1
_LAST = 5


class Batch:
    """The lines of one command; `last` keeps the few that tell why it failed."""

    def __init__(self, journal: Journal, step: str, number: int) -> None:
        self.last: deque[str] = deque(maxlen=_LAST)
        self._journal, self._step, self._number = journal, step, number
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, line: str) -> None:
        """Take one line."""
        self.last.append(line)
        self._lines.append(line)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_EVERY, self.flush)

    def flush(self) -> None:
        """Write what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._lines:
            self._journal.append(Output(self._step, self._number, tuple(self._lines)))
            self._lines.clear()
