"""Network agents that are one agent under two names."""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.host_aliases import Names
from actions.facts.neutron.network_agents import Agent


def twins(agents: Iterable[Agent], names: Names) -> list[tuple[Agent, ...]]:
    """Agents of one type on one host, where there are several: neutron tells them apart by the name."""
    groups: dict[tuple[str, str], list[Agent]] = {}
    for agent in agents:
        groups.setdefault((agent.type, names.same(agent.host)), []).append(agent)
    return [tuple(group) for group in groups.values() if len(group) > 1]
