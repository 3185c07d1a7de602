"""Keys one after another: the next is passed on when the one before it has done what it does.

Textual gives a key to what has the focus when it is read, and what it does there comes later: of `/ne`
in one write, `n` and `e` would be commands of the table.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.events import Event
from textual.message_pump import MessagePump

PATIENCE = 2.0
"""Seconds after which the next key goes its way, though a widget that went away owes an answer."""
_ROUNDS = 10
"""Times that what a key caused may cause something in its turn, before the next key."""


class KeyQueue:
    """Holds back what is typed while the key before it is on its way through the widgets."""

    def __init__(self, app: App[Any], deliver: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Event] = deque()
        self._turn = 0
        """Counts the keys, so that one that was given up does not end the next."""
        self._guard: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        """A key is on its way."""
        return self._guard is not None

    async def put(self, event: Event) -> None:
        """Pass it on, now or when its turn comes."""
        self._waiting.append(event)
        if not self.busy:
            await self._next()

    async def _next(self) -> None:
        """Pass the first one on, and follow it from the widget with the focus up to the app."""
        if self._guard is not None:
            self._guard.cancel()
            self._guard = None
        if not self._waiting:
            return
        self._turn += 1
        loop = asyncio.get_running_loop()
        self._guard = loop.call_later(PATIENCE, self._app.call_later, self._ended, self._turn, _ROUNDS)
        chain = self._chain()
        await self._deliver(self._waiting.popleft())
        await self._follow(chain, self._turn, 0)

    def _chain(self) -> list[MessagePump]:
        """What a key goes through, from the widget with the focus to the app."""
        first = self._app.focused or self._app.screen
        return [*(node for node in first.ancestors_with_self if node is not self._app), self._app]

    async def _follow(self, chain: list[MessagePump], turn: int, done: int) -> None:
        """Stand in each one's queue behind what is there now."""
        for number, node in enumerate(chain):
            later = chain[number + 1 :]
            if node is self._app:
                self._app.call_later(self._ended, turn, done)
                return
            if node.call_later(self._follow, later, turn, done):
                return

    async def _ended(self, turn: int, done: int) -> None:
        """The key is through; what it caused may still stand in the queues."""
        if turn != self._turn or not self.busy:
            return
        chain = self._chain()
        if done < _ROUNDS and any(node.message_queue_size for node in chain):
            await self._follow(chain, turn, done + 1)
        else:
            await self._next()
