"""What the Volumes and the Services pane say alike of Cinder's pools and volumes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from actions.checks.volumes.pool_full import BRIM, FULL
from actions.facts.cinder.volume_pools import Pool
from actions.facts.cinder.volumes import Volume
from tui.values import wording
from tui.values.cell import Cell, Tone


def gib(size: float | None) -> str:
    """A size in GiB as a person reads it."""
    return "" if size is None else wording.size(size * 1024**3)


def filled(pool: Pool) -> Cell:
    """The share of a pool that is in use."""
    share = pool.filled
    if share is None:
        return Cell("")
    tone: Tone = "critical" if share >= BRIM else "warning" if share > FULL else ""
    return Cell(f"{min(1.0, share):.0%}", tone, share)


def by_state(volumes: Iterable[Volume]) -> str:
    """How many there are in each state, the most first: "8 in-use 2 available"."""
    counted = Counter(volume.status for volume in volumes)
    return " ".join(f"{count:,} {status}" for status, count in counted.most_common())


def backend_note(backend: str, pools: Iterable[Pool], volumes: Iterable[Volume]) -> str:
    """A cinder-volume's pools and volumes in a few words."""
    ours = [pool for pool in pools if pool.backend == backend]
    held = sum(volume.backend == backend for volume in volumes)
    parts = [
        f"{pool.name.partition('#')[2] or pool.name} {filled(pool).text} of {gib(pool.total)}"
        for pool in ours
        if pool.filled is not None
    ]
    return ", ".join([*parts, *([wording.count(held, "volume")] if held else [])])
