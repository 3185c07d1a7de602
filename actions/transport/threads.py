"""The engine's own threads, for the libraries that wait: the SDK's and SQL's."""

from __future__ import annotations

import asyncio
import functools
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

COUNT = 8
"""More would throw connections away: the SDK keeps ten a host."""

_QUEUE = 60.0
"""Seconds that a call may wait for a free thread; every call ends by its own timeouts before."""


class Threads:
    """A pool apart from asyncio's, which must stay free.

    Its threads are daemons: a server that does not answer must not keep the program from ending, as
    it does with `ThreadPoolExecutor`, whose threads Python joins at its exit.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0

    async def call(self, timeout: float, function: Callable[..., T], *args: object) -> T:
        """What the function gives; raises TimeoutError.

        The time runs from the moment that it starts: a full pool is not a slow server.
        """
        loop = asyncio.get_running_loop()
        started = asyncio.Event()
        outcome: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            if outcome.cancelled():
                return
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(started.set)
                try:
                    settle = functools.partial(outcome.set_result, function(*args))
                except Exception as error:
                    settle = functools.partial(outcome.set_exception, error)
                loop.call_soon_threadsafe(lambda: outcome.done() or settle())

        self._put(job)
        try:
            async with asyncio.timeout(_QUEUE):
                await started.wait()
            async with asyncio.timeout(timeout):
                return await outcome
        finally:
            outcome.cancel()

    def close(self) -> None:
        """End the threads that are free; the others end by their own timeouts."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _put(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)
        if self._started < COUNT:
            self._started += 1
            threading.Thread(target=self._work, name=f"stackmend-{self._started}", daemon=True).start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
