"""Questions take turns."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from actions.transport.throttle import Throttle


async def test_turns_come_in_order_and_apart() -> None:
    pace = Throttle()
    turns: list[tuple[int, float]] = []

    async def ask(number: int) -> None:
        await pace.turn()
        turns.append((number, asyncio.get_running_loop().time()))

    await asyncio.gather(*(ask(number) for number in range(5)))
    assert [number for number, _ in turns] == list(range(5))
    assert all(later - earlier > 0.004 for (_, earlier), (_, later) in pairwise(turns))


async def test_who_gives_up_holds_nobody_back() -> None:
    pace = Throttle()
    first, second = (asyncio.create_task(pace.turn()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(10):
        await second
    assert first.cancelled()
