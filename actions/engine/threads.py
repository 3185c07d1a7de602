"""The engine's own threads, for the libraries that wait: the SDK's and SQL's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

COUNT = 8
"""More would throw connections away: the SDK keeps ten a host."""

_QUEUE = 60.0
"""Seconds that a call may wait for a free thread; every call ends by its own timeouts before."""


class Threads:
    """A pool that is started with its first call; it is not asyncio's, which must stay free."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(COUNT, thread_name_prefix="stackmend")

    async def call(self, timeout: float, function: Callable[..., T], *args: object) -> T:
        """What the function gives; raises TimeoutError.

        The time runs from the moment that it starts: a full pool is not a slow server.
        """
        loop = asyncio.get_running_loop()
        started = asyncio.Event()

        def job() -> T:
            loop.call_soon_threadsafe(started.set)
            return function(*args)

        future = loop.run_in_executor(self._pool, job)
        try:
            async with asyncio.timeout(_QUEUE):
                await started.wait()
            async with asyncio.timeout(timeout):
                return await future
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Start nothing more; what runs ends by its own timeouts."""
        self._pool.shutdown(wait=False, cancel_futures=True)
