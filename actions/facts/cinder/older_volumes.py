"""In a big cloud, volumes in states of note that are too old to be among the newest."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.cinder import volumes
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, Query

STATES = ("attaching", "creating", "deleting", "detaching", "error", "error_deleting", "reserved")
"""States in which a volume should not stay."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """By state, and only where the newest are not all."""
    newest = snapshot.get(volumes.PROBE)
    if newest is None or len(newest) < volumes.LIMIT:
        return {}
    return {
        state: ApiQuery("block-storage", f"{volumes.PATH}&status={state}&limit=100", "volumes")
        for state in STATES
    }


PROBE = Probe("older-volumes", ask, volumes.parse, period=120, timeout=20, needs=(volumes.PROBE,))
