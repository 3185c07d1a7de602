"""How the agents that plug ports are wired: their tunnel endpoints and physical networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

KINDS = (
    "Linux bridge agent",
    "Open vSwitch agent",
    "OVN Controller agent",
    "OVN Controller Gateway agent",
)
"""The types of agents that plug ports into bridges."""
NIC_SWITCH = "NIC Switch agent"
"""Of SR-IOV: it hands out virtual functions, beside an agent that plugs."""


@dataclass(frozen=True)
class Wiring:
    """What one agent says of itself under `configurations`."""

    tunnel: str
    """Its end of all tunnels, an address; empty: it makes none."""
    types: tuple[str, ...]
    """The tunnels that it makes: vxlan, gre, geneve."""
    physical: Mapping[str, str]
    """The interface or bridge behind each physical network."""
    virtual: tuple[str, ...] = ()
    """The physical networks of which it hands out virtual functions (SR-IOV)."""


def _wiring(told: Mapping[str, Any]) -> Wiring:
    physical: dict[str, str] = {}
    for key in ("bridge_mappings", "interface_mappings"):
        found = told.get(key)
        physical |= {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
    types, devices = told.get("tunnel_types"), told.get("device_mappings")
    return Wiring(
        tunnel=str(told.get("tunneling_ip") or ""),
        types=tuple(str(one) for one in types) if isinstance(types, list) else (),
        physical=physical,
        virtual=tuple(sorted(map(str, devices))) if isinstance(devices, dict) else (),
    )


def parse(raw: Any) -> Mapping[str, Wiring]:
    """GET /v2.0/agents with their configurations: by the agent's id."""
    return {
        str(row.get("id", "")): _wiring(row.get("configurations") or {}) for row in rows(raw, "agents")
    }


_QUERY = "&".join(
    (
        "fields=id",
        "fields=configurations",
        *(f"agent_type={kind.replace(' ', '%20')}" for kind in (*KINDS, NIC_SWITCH)),
    )
)

PROBE = Probe(
    "agent-wiring",
    where_offered(ApiQuery("network", f"/agents?{_QUERY}", "agents", page=1000)),
    parse,
    period=300,
    timeout=20,
    needs=NEEDS,
)
"""Seldom: it changes with an agent's configuration only, and weighs kilobytes an agent."""
