"""What the probes share that ask DHCP and L3 agents what they hold: a few agents each, by their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.facts._support.api import rows
from actions.facts.neutron import network_agents
from actions.model.fact import Snapshot
from actions.model.query import ApiQuery, Query

DHCP, L3 = "DHCP agent", "L3 agent"
MOST = 32
"""A cloud may have one on every hypervisor: of more than that, the first by host are asked."""


def held(kind: str, what: str) -> Callable[[Snapshot], Mapping[str, Query]]:
    """Ask each agent of that type for what it holds: /agents/ID/dhcp-networks and the like."""
    key = what.partition("-")[2]

    def ask(snapshot: Snapshot) -> Mapping[str, Query]:
        agents = snapshot.get(network_agents.PROBE) or ()
        ours = sorted((agent.host, agent.id) for agent in agents if agent.type == kind)[:MOST]
        return {id_: ApiQuery("network", f"/agents/{id_}/{what}", key) for _, id_ in ours}

    return ask


def parse(raw: Any) -> frozenset[str]:
    """The ids of what an agent holds."""
    return frozenset(str(row.get("id", "")) for row in rows(raw, "what an agent holds"))
