"""Turns for questions, as many as the loop bears beside the keys."""

from __future__ import annotations

import asyncio

_STEP = 0.005
"""Seconds between two turns on a loop that has nothing else to do."""
_MOST = 0.25


class Throttle:
    """One turn after another; on a loop that is late, twice as long as it was late is left free.

    An answer over SSH costs the loop some 5 ms: fifty at once kept a key waiting for 200 ms.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for one's turn."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            began = loop.time()
            await asyncio.sleep(_STEP)
            late = loop.time() - began - _STEP
            await asyncio.sleep(min(2 * late, _MOST))
