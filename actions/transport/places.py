"""Places that were asked a moment ago: one that gave no answer is not waited for again, by anybody.

The first to ask a place goes alone; the others go when it has been heard, or have its answer. Else
those that wait for a frozen server would hold every thread that there is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

KEPT = 10.0
"""Seconds that what is known of a place is taken as it was: less than the console's next look."""

A = TypeVar("A")


@dataclass(frozen=True)
class Dead(Generic[A]):
    """What a place's last asker got instead of an answer."""

    answer: A
    ago: float
    """Seconds."""


@dataclass
class _Place(Generic[A]):
    at: float = 0.0
    answer: A | None = None
    """None: it was heard."""
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the first asker knows how it is."""


class Places(Generic[A]):
    """How the places are that were asked, each by any value that names it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._places: dict[Hashable, _Place[A]] = {}

    async def turn(self, name: Hashable) -> Dead[A] | None:
        """None: ask, and say `alive` or `dead`, and `over` in any case; else how it is."""
        while place := self._known(name):
            if place.heard.is_set():
                return self.dead_now(name)
            await place.heard.wait()
        self._places[name] = _Place()
        return None

    def dead_now(self, name: Hashable) -> Dead[A] | None:
        """What is known of it now, where that is that it gave no answer."""
        place = self._known(name)
        if place is None or place.answer is None:
            return None
        return Dead(place.answer, self._now() - place.at)

    def alive(self, name: Hashable) -> None:
        """It spoke, whatever it said."""
        self._settle(name, None)

    def dead(self, name: Hashable, answer: A) -> None:
        """It did not speak: what others are told instead of asking."""
        self._settle(name, answer)

    def over(self, name: Hashable) -> None:
        """This asker is through; where it learnt nothing, the next one asks."""
        place = self._places.get(name)
        if place is not None and not place.heard.is_set():
            del self._places[name]
            place.heard.set()

    def forget(self) -> None:
        """Something was changed: all are to be asked again. Those being asked are waited for."""
        for name in [name for name, place in self._places.items() if place.heard.is_set()]:
            del self._places[name]

    def _settle(self, name: Hashable, answer: A | None) -> None:
        place = self._places.setdefault(name, _Place())
        place.at, place.answer = self._now(), answer
        place.heard.set()

    def _known(self, name: Hashable) -> _Place[A] | None:
        place = self._places.get(name)
        if place is None or (place.heard.is_set() and self._now() - place.at > KEPT):
            return None
        return place
