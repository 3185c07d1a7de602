"""Who waits for a place: one, and the others for what that one learns."""

from __future__ import annotations

import asyncio

from actions.transport.places import KEPT, Dead, Places


class _Clock:
    at = 100.0

    def __call__(self) -> float:
        return self.at


async def test_the_others_get_what_the_first_one_got() -> None:
    clock = _Clock()
    places: Places[str] = Places(clock)
    assert await places.turn("db") is None
    others = [asyncio.ensure_future(places.turn("db")) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(other.done() for other in others)
    places.dead("db", "refused")
    places.over("db")
    assert await asyncio.gather(*others) == [Dead("refused", 0.0)] * 3
    clock.at += KEPT - 1
    assert await places.turn("db") == Dead("refused", KEPT - 1)


async def test_a_place_that_spoke_is_everybodys() -> None:
    places: Places[str] = Places(_Clock())
    assert await places.turn("db") is None
    others = [asyncio.ensure_future(places.turn("db")) for _ in range(3)]
    await asyncio.sleep(0)
    places.alive("db")
    assert await asyncio.gather(*others) == [None] * 3


async def test_where_the_first_one_learnt_nothing_the_next_one_goes() -> None:
    places: Places[str] = Places(_Clock())
    assert await places.turn("db") is None
    others = [asyncio.ensure_future(places.turn("db")) for _ in range(2)]
    await asyncio.sleep(0)
    places.over("db")
    first, *_ = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in first] == [None]
    places.dead("db", "silent")
    assert sorted(str(answer) for answer in await asyncio.gather(*others)) == [
        str(Dead("silent", 0.0)),
        "None",
    ]


async def test_it_is_asked_again_after_a_while_and_after_a_change() -> None:
    clock = _Clock()
    places: Places[str] = Places(clock)
    await places.turn("db")
    places.dead("db", "refused")
    clock.at += KEPT + 0.1
    assert await places.turn("db") is None
    places.dead("db", "refused")
    places.forget()
    assert await places.turn("db") is None


async def test_a_place_that_was_heard_may_die() -> None:
    places: Places[str] = Places(_Clock())
    await places.turn("db")
    places.alive("db")
    assert places.dead_now("db") is None
    places.dead("db", "silent")
    assert places.dead_now("db") == Dead("silent", 0.0)
