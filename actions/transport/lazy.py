"""A value that is made when it is first needed, once, for everyone who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """Holds what `make` gave; a failure is not held, and the next `get` tries again.

    The making goes on where one who waits for it gives up.
    """

    def __init__(self, make: Callable[[], Awaitable[T]]) -> None:
        self._make = make
        self._task: asyncio.Task[T] | None = None

    @property
    def value(self) -> T | None:
        """What was made, if it was."""
        task = self._task
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    @property
    def making(self) -> bool:
        """Whether it is being made at this moment."""
        return self._task is not None and not self._task.done()

    async def get(self) -> T:
        """What was made, or is being made, or what `make` raises."""
        task = self._task
        if task is None or (task.done() and self.value is None):
            task = self._task = asyncio.ensure_future(self._make_it())
            task.add_done_callback(_seen)
        return await asyncio.shield(task)

    def renew(self, old: T) -> None:
        """Make it anew at the next `get`, unless that was done already and `old` is held no more."""
        if self.value is old:
            self._task = None

    def cancel(self) -> None:
        """Give up what is being made; who waits for it is cancelled."""
        if self._task is not None:
            self._task.cancel()

    async def _make_it(self) -> T:
        return await self._make()


def _seen(task: asyncio.Task[T]) -> None:
    """Keeps asyncio from logging a failure that nobody waited for."""
    if not task.cancelled():
        task.exception()
