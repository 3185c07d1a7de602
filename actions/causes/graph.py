"""What needs what: entities and needs, read from configuration and facts, never assumed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.causes.needs.all import NEEDS
from actions.model.entity import Entity
from actions.model.fact import Snapshot


@dataclass(frozen=True, eq=False)
class Graph:
    """The needs of every entity."""

    needs: Mapping[Entity, tuple[Entity, ...]]
    """What each needs itself."""
    dependents: Mapping[Entity, tuple[Entity, ...]]
    """The same, the other way."""

    @classmethod
    def of(cls, pairs: Iterable[tuple[Entity, Entity]]) -> Graph:
        """From pairs of what needs and what is needed."""
        needs: dict[Entity, dict[Entity, None]] = {}
        dependents: dict[Entity, dict[Entity, None]] = {}
        for one, other in pairs:
            needs.setdefault(one, {})[other] = None
            dependents.setdefault(other, {})[one] = None
        return cls(
            {entity: tuple(found) for entity, found in needs.items()},
            {entity: tuple(found) for entity, found in dependents.items()},
        )

    def below(self, entity: Entity) -> Iterator[Entity]:
        """All that it needs, itself or through others, the nearest first."""
        return _reached(self.needs, entity)

    def above(self, entity: Entity) -> Iterator[Entity]:
        """All that needs it, itself or through others, the nearest first."""
        return _reached(self.dependents, entity)


def _reached(edges: Mapping[Entity, tuple[Entity, ...]], start: Entity) -> Iterator[Entity]:
    seen, queue = {start}, deque([start])
    while queue:
        for entity in edges.get(queue.popleft(), ()):
            if entity not in seen:
                seen.add(entity)
                queue.append(entity)
                yield entity


@lru_cache(maxsize=2)
def graph(snapshot: Snapshot) -> Graph:
    """What needs what in a cloud, as far as facts tell."""
    return Graph.of(pair for need in NEEDS for pair in need.pairs(snapshot))
