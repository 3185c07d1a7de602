"""Neutron's ports, counted: who uses them, in which state, on which host, on which network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from actions.facts._support.api import rows, when
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


class PortKind(NamedTuple):
    """What ports are counted by; a cloud has tens of thousands of ports, and few kinds."""

    network: str
    owner: str
    """device_owner: compute:nova, network:dhcp, network:router_interface, …"""
    status: str
    host: str
    """binding:host_id: for network:dhcp and routers' ports, the host of the agent that serves them."""
    binding: str
    """binding:vif_type: binding_failed where no agent could plug it."""


@dataclass(frozen=True)
class DownPort:
    """One port of an instance that is bound to a host, and not wired there, though it is to be."""

    id: str
    instance: str
    """The instance's id."""
    host: str
    binding: str
    updated: float | None
    """When neutron last changed its row, in seconds since the epoch: it has been so at least since."""


@dataclass(frozen=True)
class Ports:
    """How many ports there are of each kind."""

    count: Mapping[PortKind, int]
    routers: Mapping[str, tuple[str, ...]]
    """By router id: the hosts its ports are bound to, sorted."""
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By network id: the routers that have an interface there, sorted."""
    down: tuple[DownPort, ...] = ()

    @property
    def total(self) -> int:
        """All ports."""
        return sum(self.count.values())


def parse(raw: Any) -> Ports:
    """GET /v2.0/ports with few fields."""
    count: Counter[PortKind] = Counter()
    routers: dict[str, set[str]] = defaultdict(set)
    inside: dict[str, set[str]] = defaultdict(set)
    down: list[DownPort] = []
    for row in rows(raw, "ports"):
        owner = str(row.get("device_owner") or "")
        host = str(row.get("binding:host_id") or "")
        count[
            PortKind(
                str(row.get("network_id", "")),
                owner,
                str(row.get("status") or ""),
                host,
                str(row.get("binding:vif_type") or ""),
            )
        ] += 1
        if host and owner.startswith("compute:") and row.get("status") == "DOWN" and _to_be_up(row):
            down.append(_down(row))
        if host and owner.startswith("network:router"):
            routers[str(row.get("device_id", ""))].add(host)
        if owner.startswith(_INTERFACES):
            inside[str(row.get("network_id", ""))].add(str(row.get("device_id", "")))
    return Ports(dict(count), _sorted(routers), _sorted(inside), tuple(down))


def _to_be_up(row: Mapping[str, Any]) -> bool:
    """Whether an agent is to wire it: not one that somebody switched off, nor that of an ironic node.

    What is switched off neutron keeps DOWN; a node's port is on a switch, its host a node's UUID.
    """
    return bool(row.get("admin_state_up", True)) and row.get("binding:vnic_type") != "baremetal"


def _down(row: Mapping[str, Any]) -> DownPort:
    return DownPort(
        id=str(row.get("id") or ""),
        instance=str(row.get("device_id") or ""),
        host=str(row.get("binding:host_id") or ""),
        binding=str(row.get("binding:vif_type") or ""),
        updated=when(row.get("updated_at")),
    )


def _sorted(sets: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(found)) for key, found in sets.items()}


_INTERFACES = ("network:router_interface", "network:ha_router_replicated_interface")
"""Owners of a router's ports on the networks that it joins; a distributed router's begin the same."""

FAILED = "binding_failed"

_FIELDS = (
    "id", "network_id", "device_owner", "device_id", "status", "binding:host_id", "binding:vif_type",
    "binding:vnic_type", "admin_state_up", "updated_at",
)  # fmt: skip

PROBE = Probe(
    "ports",
    where_offered(
        ApiQuery("network", "/ports?" + "&".join(f"fields={f}" for f in _FIELDS), "ports", page=500)
    ),
    parse,
    period=30,
    timeout=30,
    needs=NEEDS,
)
