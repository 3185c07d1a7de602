"""Neutron's agents: `openstack network agent list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.deployments.services import OVN_CONTROLLER
from actions.facts._support.api import rows, when
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

CHASSIS_DELETED = '("Chassis" register deleted)'
"""What neutron says in the place of the host where OVN has a Chassis_Private without its Chassis."""
CONTROLLER = OVN_CONTROLLER


@dataclass(frozen=True)
class Agent:
    """One agent on one host."""

    id: str
    type: str
    """DHCP agent, L3 agent, Metadata agent, Linux bridge agent, Open vSwitch agent, …"""
    binary: str
    host: str
    alive: bool
    """It reported within agent_down_time (75 s)."""
    admin_up: bool
    heartbeat: float | None = None
    reason: str = ""
    """Its description: operators write there why it was taken down."""

    @property
    def chassis_deleted(self) -> bool:
        """A row that OVN left behind of a chassis that is gone: it belongs to no host."""
        return self.host == CHASSIS_DELETED

    @property
    def place(self) -> str:
        """What names it in a target: its host; the id, where it has none."""
        return self.id if self.chassis_deleted else self.host

    @property
    def kind(self) -> str:
        """What there is one of on a host: OVN's controller is of another type where it is a gateway."""
        return self.binary if self.binary == CONTROLLER else self.type

    @property
    def ovn(self) -> bool:
        """It lives in OVN's databases, and its chassis is deleted with it."""
        return self.type.startswith("OVN")


def parse(raw: Any) -> tuple[Agent, ...]:
    """GET /v2.0/agents."""
    return tuple(
        Agent(
            id=str(row.get("id", "")),
            type=str(row.get("agent_type", "")),
            binary=str(row.get("binary", "")),
            host=str(row.get("host", "")),
            alive=bool(row.get("alive")),
            admin_up=bool(row.get("admin_state_up")),
            heartbeat=when(row.get("heartbeat_timestamp")),
            reason=str(row.get("description") or ""),
        )
        for row in rows(raw, "agents")
    )


_FIELDS = (
    "id", "agent_type", "binary", "host", "alive", "admin_state_up", "heartbeat_timestamp",
    "description",
)  # fmt: skip
"""An agent's `configurations` can weigh kilobytes, and nothing here reads them."""

QUESTION = ApiQuery(
    "network",
    "/agents?" + "&".join(f"fields={f}" for f in _FIELDS),
    "agents",
    page=10_000,  # a marker that is OVN's makes neutron begin anew: all on one page
)
PROBE = Probe("network-agents", where_offered(QUESTION), parse, needs=NEEDS)
