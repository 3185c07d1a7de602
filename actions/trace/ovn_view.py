"""What OVN says itself, by what a path looks it up by; empty where nobody looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.checks._support import ovn_views
from actions.facts.ovn import ovn_controllers, ovn_northbound, ovn_ports, ovn_southbound
from actions.facts.ovn.ovn_controllers import Controller
from actions.facts.ovn.ovn_northbound import Gateway
from actions.facts.ovn.ovn_ports import Binding, Logical
from actions.facts.ovn.ovn_southbound import Chassis, Southbound
from actions.model.fact import Probe, Snapshot

NEEDS: tuple[Probe[Any], ...] = (*ovn_views.NEEDS, ovn_northbound.PROBE)
"""What `OvnView.at` reads, beside `ovn_ports` where somebody asked."""


@dataclass(frozen=True, eq=False)
class OvnView:
    """All that a path needs."""

    south: Southbound | None = None
    gateways: Mapping[str, tuple[Gateway, ...]] | None = None
    """By router; None: the northbound database did not answer."""
    controllers: Mapping[str, Controller] = field(default_factory=dict)
    """By the chassis' name: seen on its host."""
    dead: Mapping[str, str] = field(default_factory=dict)
    """By name, chassis that are, and since when."""
    logical: Mapping[str, Logical] | None = None
    bindings: Mapping[str, Binding] | None = None
    nat: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def at(cls, snapshot: Snapshot) -> OvnView:
        """The facts at hand."""
        north = snapshot.get(ovn_northbound.PROBE)
        gateways: dict[str, tuple[Gateway, ...]] = {}
        for one in north.gateways if north else ():
            gateways[one.router] = (*gateways.get(one.router, ()), one)
        asked = snapshot.each(ovn_ports.PROBE)
        return cls(
            south=snapshot.get(ovn_southbound.PROBE),
            gateways=gateways if north else None,
            controllers={
                own.chassis: own for own in snapshot.each(ovn_controllers.PROBE).values() if own.chassis
            },
            dead={
                one.name: ovn_views.heard(snapshot, one) for one in ovn_views.dead(snapshot).values()
            },
            logical=asked["north"].logical if "north" in asked else None,
            bindings=asked["south"].bindings if "south" in asked else None,
            nat=asked["north"].nat if "north" in asked else {},
        )

    def chassis(self, name: str) -> Chassis | None:
        """By its name, or by the name of its host."""
        return self.south.find(name) if self.south else None

    def title(self, name: str) -> str:
        """A chassis as an operator knows it: by its hostname, where OVN has one."""
        found = self.chassis(name)
        return found.hostname if found is not None and found.hostname else name
