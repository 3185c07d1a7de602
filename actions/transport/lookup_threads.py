"""asyncio's own threads, in which it looks names up: a name server that hangs keeps nothing waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 32
"""asyncio has four more than processors: so many names that hang, and no other host is reached."""


class Daemons(ThreadPoolExecutor):
    """Threads that neither the loop nor Python waits for at its end, as for those of its base."""

    def __init__(self) -> None:
        super().__init__(1)  # asyncio takes no other class; the base's threads are never started
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
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
        if self._started < _MOST:
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
