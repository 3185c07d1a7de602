"""Turns for the sessions of one SSH connection: as many as its host grants, and eight at most."""

from __future__ import annotations

import asyncio
from collections import deque

MOST = 8
"""sshd grants ten on a connection (MaxSessions)."""

_LOWERED = 60.0
"""Seconds after which a host that granted fewer is asked for eight again."""


class Sessions:
    """Who may open a session now; the others wait in order, and their time does not run yet."""

    def __init__(self) -> None:
        self._limit = MOST
        self._lowered = 0.0
        """When, by the loop's clock."""
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.open = 0
        """How many of ours the host has granted, and are not closed yet."""

    async def take(self) -> None:
        """Wait for a turn; it must be given back."""
        self._restore()
        if self._taken < self._limit and not self._waiting:
            self._taken += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.give_back()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    def give_back(self) -> None:
        """End a turn: the next one has it."""
        self._taken -= 1
        self._restore()
        while self._waiting and self._taken < self._limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._taken += 1
                turn.set_result(None)

    async def wait_for_one_of_ours(self) -> None:
        """After a refusal: the host grants no more than are open; give the turn up for another.

        Where that fails the turn counts as taken still.
        """
        self._limit = self.open
        self._lowered = asyncio.get_running_loop().time()
        self.give_back()
        try:
            await self.take()
        except BaseException:
            self._taken += 1
            raise

    def _restore(self) -> None:
        if self._limit < MOST and asyncio.get_running_loop().time() - self._lowered > _LOWERED:
            self._limit = MOST
