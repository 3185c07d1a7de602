"""Instances of the fixed snapshot, and what their paths are made of."""

from __future__ import annotations

from typing import Any

from actions.facts.neutron import (
    agent_wiring,
    dhcp_networks,
    instance_ports,
    l3_routers,
    security_groups,
    subnet_options,
)
from actions.facts.neutron.agent_wiring import Wiring
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.security_groups import Rule, SecurityGroup
from actions.facts.neutron.subnet_options import SubnetOptions
from actions.facts.nova import instances
from actions.facts.nova.instances import Instance
from actions.model.fact import Probe


def _port(number: int, host: str, address: str, binding: str = "bridge") -> InstancePort:
    return InstancePort(
        f"p{number}", f"i{number}", "n2", f"fa:16:3e:00:00:0{number}", (address,),
        "ACTIVE" if binding == "bridge" else "DOWN", True, host, binding, True, ("g1",),
    )  # fmt: skip


_LINUX = ("vxlan",), {"provider": "ens4"}

FACTS: dict[Probe[Any], dict[str, Any]] = {
    agent_wiring.PROBE: {
        "": {
            "b0": Wiring("10.20.0.11", *_LINUX),
            "b1": Wiring("10.20.0.31", *_LINUX),
            "b2": Wiring("", (), {"provider": "ens4"}),
            "b3": Wiring("10.20.0.33", *_LINUX),
        }
    },
    dhcp_networks.PROBE: {"a1": frozenset({"n2", "n3"})},
    instance_ports.PROBE: {
        "0": (
            _port(1, "compute1", "10.1.0.7"),
            _port(2, "compute2", "10.1.0.8"),
            _port(3, "compute3", "10.1.0.9", "binding_failed"),
        )
    },
    instances.PROBE: {
        "": (
            Instance("i1", "shop-1", "ACTIVE", "compute1"),
            Instance("i2", "shop-2", "ACTIVE", "compute2"),
            Instance("i3", "batch", "ACTIVE", "compute3"),
            Instance("i4", "attic", "SHELVED_OFFLOADED", ""),
        )
    },
    l3_routers.PROBE: {"a2": frozenset({"r1"})},
    security_groups.PROBE: {
        "0": (
            SecurityGroup("g1", "web", (Rule(4, "tcp", (22, 22), ""), Rule(4, "tcp", (443, 443), ""))),
        )
    },
    subnet_options.PROBE: {
        "": (
            SubnetOptions("sn1", "n1", False, "203.0.113.1"),
            SubnetOptions("sn2", "n2", True, "10.1.0.1"),
            SubnetOptions("sn4", "n3", True, "10.2.0.1"),
        )
    },
}
