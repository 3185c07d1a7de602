"""The ports of the instances that are known, in full; all other ports are only counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts._support.by_ids import by_ids
from actions.facts.nova import instances
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query

FAILED, UNBOUND = "binding_failed", "unbound"


@dataclass(frozen=True)
class InstancePort:
    """One port of an instance."""

    id: str
    instance: str
    """The instance's id."""
    network: str
    mac: str
    addresses: tuple[str, ...]
    status: str
    """ACTIVE: its agent has wired it; DOWN, BUILD, ERROR."""
    admin_up: bool
    host: str
    """binding:host_id: the host that nova wants it on."""
    binding: str
    """binding:vif_type: binding_failed where no agent could plug it, unbound where none tried."""
    security: bool
    """Its security groups count: port_security_enabled."""
    groups: tuple[str, ...]
    """The ids of its security groups."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """By the instances' ids, some at once."""
    known = snapshot.get(instances.PROBE) or ()
    return by_ids("/ports", "device_id", (instance.id for instance in known), "ports")


def parse(raw: Any) -> tuple[InstancePort, ...]:
    """GET /v2.0/ports."""
    return tuple(
        InstancePort(
            id=str(row.get("id", "")),
            instance=str(row.get("device_id") or ""),
            network=str(row.get("network_id", "")),
            mac=str(row.get("mac_address") or ""),
            addresses=tuple(str(ip.get("ip_address", "")) for ip in row.get("fixed_ips") or ()),
            status=str(row.get("status") or ""),
            admin_up=bool(row.get("admin_state_up", True)),
            host=str(row.get("binding:host_id") or ""),
            binding=str(row.get("binding:vif_type") or ""),
            security=bool(row.get("port_security_enabled", True)),
            groups=tuple(str(group) for group in row.get("security_groups") or ()),
        )
        for row in rows(raw, "ports")
    )


PROBE = Probe("instance-ports", ask, parse, period=60, timeout=20, needs=(instances.PROBE,))
