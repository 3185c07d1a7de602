"""A job that is asked for often and done as often as it can be: never twice at once, never stale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.dom import DOMNode


class Coalesced:
    """Runs the job; asked again while it runs, it runs once more after that and a pause."""

    def __init__(
        self,
        node: DOMNode,
        job: Callable[[], Awaitable[None]],
        pause: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._node = node
        self._job = job
        self._pause = pause
        self._wanted = False
        self._busy = False

    def ask(self) -> None:
        """The job's inputs have changed."""
        self._wanted = True
        if not self._busy:
            self._busy = True
            self._node.run_worker(self._run(), group="latest")

    async def _run(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                await self._job()
                if self._wanted:
                    await asyncio.sleep(self._pause())
        finally:
            self._busy = False
