"""What a need is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from actions.model.entity import Entity
from actions.model.fact import Snapshot

Pairs = Iterator[tuple[Entity, Entity]]
"""What needs, and what is needed."""


@dataclass(frozen=True, eq=False)
class Need:
    """One kind of need."""

    title: str
    pairs: Callable[[Snapshot], Pairs]
