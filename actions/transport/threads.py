"""Threads of our own: for the libraries that wait (the SDK's and SQL's), and for looking names up."""

from __future__ import annotations

import asyncio
import functools
import queue
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from actions.model.errors import NoAnswer

P = ParamSpec("P")
T = TypeVar("T")

COUNT = 16
"""As many as a look has lists: where all APIs hang, each takes its time once and none waits for a
thread. The SDK keeps ten connections to each port, and more to one port are thrown away."""

_MOST_LOOKUPS = 32
"""asyncio has four more than processors: so many names that hang, and no other host is reached."""

_QUEUE = 60.0
"""Seconds that a call may wait for a free thread; every call ends by its own timeouts before."""


class Place:
    """One of the pool's threads, kept for one call."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self.used = False

    async def call(self, timeout: float, function: Callable[..., T], *args: object) -> T:
        """What the function gives; raises TimeoutError after `timeout` seconds of it."""
        self.used = True
        return await self._threads.start(timeout, function, *args)


class Threads:
    """A pool apart from asyncio's, which must stay free.

    Its threads are daemons: a server that does not answer must not keep the program from ending, as
    it does with `ThreadPoolExecutor`, whose threads Python joins at its exit.
    """

    def __init__(self, count: int = COUNT) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0
        self._count = count
        self._free = asyncio.Semaphore(count)

    async def call(self, timeout: float, function: Callable[..., T], *args: object) -> T:
        """What the function gives; raises TimeoutError, and `NoAnswer` where no thread is free.

        The time runs from the moment that it starts: a full pool is not a slow server.
        """
        async with self.place() as place:
            return await place.call(timeout, function, *args)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """A thread for what must not wait any more once it is begun, as a login to a server."""
        try:
            async with asyncio.timeout(_QUEUE):
                await self._free.acquire()
        except TimeoutError:
            raise NoAnswer(
                f"Not asked: all {self._count} threads of stackmend were busy for {_QUEUE:g} s."
            ) from None
        place = Place(self)
        try:
            yield place
        finally:
            if not place.used:
                self._free.release()

    async def start(self, timeout: float, function: Callable[..., T], *args: object) -> T:
        """Call in the thread that is kept for it, which is free again when the function ends."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            with suppress(RuntimeError):  # the loop was closed meanwhile
                try:
                    if outcome.cancelled():
                        return
                    settle = functools.partial(outcome.set_result, function(*args))
                except Exception as error:
                    settle = functools.partial(outcome.set_exception, error)
                finally:
                    loop.call_soon_threadsafe(self._free.release)
                loop.call_soon_threadsafe(lambda: outcome.done() or settle())

        self._put(job)
        try:
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
        if self._started < self._count:
            self._started += 1
            threading.Thread(target=self._work, name=f"stackmend-{self._started}", daemon=True).start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class LookupThreads(ThreadPoolExecutor):
    """asyncio's threads, in which it looks names up; neither the loop nor Python waits for them."""

    def __init__(self) -> None:
        super().__init__(1)  # asyncio takes no other class; the base's threads are never started
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call it in a thread; asked for on the loop alone."""
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        self._jobs.put(job)
        if self._started < _MOST_LOOKUPS:
            self._started += 1
            threading.Thread(target=self._work, name="stackmend-names", daemon=True).start()
        return future

    def shutdown(self, *_: Any, **__: Any) -> None:
        """End the threads that are free; nothing is waited for."""
        for _thread in range(self._started):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
