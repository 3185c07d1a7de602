"""In a big cloud, instances in states of note that are too old to be among the newest."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.nova import instances
from actions.model.fact import Probe, Snapshot
from actions.model.query import ApiQuery, Query

STATES = ("BUILD", "ERROR")
"""States in which an instance should not stay."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """By state, and only where the newest are not all."""
    newest = snapshot.get(instances.PROBE)
    if newest is None or len(newest) < instances.LIMIT:
        return {}
    return {
        state: ApiQuery("compute", f"{instances.PATH}&status={state}&limit=100", "servers")
        for state in STATES
    }


PROBE = Probe("older-instances", ask, instances.parse, period=120, timeout=20, needs=(instances.PROBE,))
