"""Looking: probes are asked all at once, and what each found becomes a new snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from actions.engine.access import Access
from actions.model import Probe, Reading, Snapshot

Seen = Callable[[str, str, Reading[Any]], None]
"""Called with a probe's name, a subject and its reading, as each arrives."""


async def look(
    access: Access,
    snapshot: Snapshot,
    probes: Iterable[Probe[Any]],
    now: Callable[[], float] = time.time,
    seen: Seen | None = None,
) -> Snapshot:
    """A new snapshot in which the probes, and those that they need, were asked afresh.

    Where a probe fails, its reading keeps the last good fact and says the error; a subject that is no
    longer asked about disappears.
    """
    return snapshot


async def look_one(
    access: Access,
    snapshot: Snapshot,
    probe: Probe[Any],
    now: Callable[[], float] = time.time,
    seen: Seen | None = None,
) -> dict[str, Reading[Any]]:
    """The readings of one probe, asked on the snapshot's facts, by subject."""
    return {}
