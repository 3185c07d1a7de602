"""Probes in the order in which they can be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.model.fact import Probe


def with_needs(probes: Iterable[Probe[Any]]) -> tuple[Probe[Any], ...]:
    """The probes and all that they need, each once, those that others build on first."""
    found: dict[str, Probe[Any]] = {}
    for probe in probes:
        for one in (*with_needs(probe.needs), probe):
            found.setdefault(one.name, one)
    return tuple(found.values())
