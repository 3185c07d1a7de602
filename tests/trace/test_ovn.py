"""The path of an instance through OVN: what was seen in its databases, and where it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from actions.facts.neutron import dhcp_networks, instance_ports, l3_routers, network_agents, networks
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import instances
from actions.facts.ovn import ovn_controllers, ovn_northbound, ovn_ports, ovn_southbound
from actions.facts.ovn.ovn_controllers import Controller, Tunnel
from actions.facts.ovn.ovn_northbound import Gateway, Northbound
from actions.facts.ovn.ovn_ports import Binding, Logical, OvnPorts
from actions.facts.ovn.ovn_southbound import Chassis, Southbound
from actions.model.fact import Probe
from actions.trace.hop import Trace
from actions.trace.trace import traces
from tests.trace.building import APPS, FLOATING, NOW, PORT, PUBLIC, WEB, build

NEAR = Chassis("c-1", "compute1", 9, NOW, (("geneve", "10.0.0.31"),), {})
FAR = Chassis("c-2", "network1", 9, NOW, (("geneve", "10.0.0.21"),), {"provider": "br-ex"}, True)
SOUTH = Southbound("c", 9, (NEAR, FAR), (), {"lrp-g": "c-2"})
GATEWAY = Gateway("lrp-g", "r1", PUBLIC.id, ("c-2",))
NORTH = Northbound("c", 9, 9, NOW, (GATEWAY,), ("provider",))
LOGICAL = Logical(True, {"neutron_pg_drop": 2, "pg_g1": 5}, "compute1")
NAT = {PORT.id: (FLOATING.address, FLOATING.fixed)}
WANTED, MADE = OvnPorts({PORT.id: LOGICAL}, NAT), OvnPorts(bindings={PORT.id: Binding("c-1", True)})
HERE = Controller(
    "connected",
    "c-1",
    encap_ips=("10.0.0.31",),
    bridges={"br-int": ""},
    tunnels=(Tunnel("10.0.0.21"),),
    flows=800,
    addresses=("10.0.0.31",),
)
THERE = Controller(
    "connected", "c-2", mappings={"provider": "br-ex"}, bridges={"br-int": "", "br-ex": ""}, flows=900
)
GENEVE = replace(APPS, type="geneve")
CLOUD: Mapping[Probe[Any], Mapping[str, Any]] = {
    dhcp_networks.PROBE: {},
    l3_routers.PROBE: {},
    network_agents.PROBE: {
        "": (
            Agent("c-1", "OVN Controller agent", "ovn-controller", "compute1", True, True, NOW),
            Agent("c-2", "OVN Controller Gateway agent", "ovn-controller", "network1", True, True, NOW),
        )
    },
    networks.PROBE: {"": (GENEVE, PUBLIC)},
    ovn_northbound.PROBE: {"": NORTH},
    ovn_southbound.PROBE: {"": SOUTH},
}
ASKED: Mapping[Probe[Any], Mapping[str, Any]] = {
    ovn_controllers.PROBE: {"compute1": HERE, "network1": THERE},
    ovn_ports.PROBE: {"north": WANTED, "south": MADE},
}


def path(other: Mapping[Probe[Any], Mapping[str, Any]] | None = None) -> Trace:
    """The one path, with other facts of some probes."""
    (found,) = traces(build({**CLOUD, **ASKED, **(other or {})}))
    return found


def test_a_whole_path_and_what_of_it_was_seen() -> None:
    found = path()
    assert (found.state, found.says) == ("ok", "It is whole.")
    assert [(hop.what, hop.seen) for hop in found.hops] == [
        ("instance", False),
        ("port", False),
        ("security group", True),
        ("logical port", True),
        ("bridge", False),
        ("tunnel", True),
        ("DHCP", False),
        ("router", False),
        ("gateway chassis", True),
        ("localnet", True),
        ("floating IP", True),
    ]
    says = {hop.what: (hop.where, hop.says) for hop in found.hops}
    assert says["tunnel"][0] == "10.0.0.31 → 10.0.0.21"
    assert says["localnet"] == ("network1", "It leaves through br-ex, which is there.")
    assert says["security group"][1].endswith("OVN has it in 1 port group with 5 ACLs.")


def test_what_neutron_says_alone_is_told_as_that() -> None:
    (found,) = traces(build(dict(CLOUD)))
    assert {hop.what for hop in found.hops if hop.seen} == {"gateway chassis"}
    assert "logical port" not in {hop.what for hop in found.hops}
    nobody: Mapping[Probe[Any], Mapping[str, Any]] = {
        ovn_northbound.PROBE: {},
        ovn_southbound.PROBE: {},
    }
    (found,) = traces(build({**CLOUD, **nobody}))
    assert [hop.what for hop in found.hops if hop.state == "unknown"] == ["tunnel", "gateway chassis"]
    (found,) = traces(build({**CLOUD, ovn_ports.PROBE: {"north": WANTED}}))
    assert [hop.what for hop in found.hops if hop.state == "unknown"] == ["logical port"]


def _ports(**logical: Any) -> Mapping[Probe[Any], Mapping[str, Any]]:
    return {
        ovn_ports.PROBE: {"north": OvnPorts({PORT.id: replace(LOGICAL, **logical)}, NAT), "south": MADE}
    }


def _made(*binding: Any) -> Mapping[Probe[Any], Mapping[str, Any]]:
    made = OvnPorts(bindings={PORT.id: Binding(*binding)} if binding else {})
    return {ovn_ports.PROBE: {"north": WANTED, "south": made}}


def _gateway(chassis: tuple[str, ...], taken: str = "") -> Mapping[Probe[Any], Mapping[str, Any]]:
    north = replace(NORTH, gateways=(replace(GATEWAY, chassis=chassis),))
    south = replace(SOUTH, gateways={"lrp-g": taken})
    return {ovn_northbound.PROBE: {"": north}, ovn_southbound.PROBE: {"": south}}


def _seen(**hosts: Controller) -> Mapping[Probe[Any], Mapping[str, Any]]:
    return {ovn_controllers.PROBE: {"compute1": HERE, "network1": THERE, **hosts}}


LATE = replace(NEAR, nb_cfg=7, answered=NOW - 300)
BREAKS: Mapping[str, tuple[Mapping[Probe[Any], Mapping[str, Any]], str, str, str]] = {
    "no logical port": (
        {ovn_ports.PROBE: {"north": OvnPorts(), "south": MADE}},
        "logical port", "breaks", "OVN's northbound database has no such port",
    ),
    "switched off": (_ports(enabled=False), "logical port", "breaks", "switched off in OVN's"),
    "northd": (_made(), "logical port", "breaks", "Northd has not made it"),
    "not taken": (_made("", False), "logical port", "breaks", "Chassis compute1 has not taken it"),
    "no such chassis": (
        {ovn_ports.PROBE: {"north": OvnPorts({PORT.id: replace(LOGICAL, wanted="cmp9")}, NAT),
                           "south": OvnPorts(bindings={PORT.id: Binding("", False)})}},
        "logical port", "breaks", "It asks for the chassis cmp9, and OVN has none",
    ),
    "not up": (_made("c-1", False), "logical port", "breaks", "has not finished its flows"),
    "dead chassis": (
        {ovn_southbound.PROBE: {"": replace(SOUTH, chassis=(LATE, FAR))}},
        "logical port", "degraded", "Its chassis compute1 has not answered for 5 minutes",
    ),
    "no port group": (
        _ports(groups={"neutron_pg_drop": 2}), "security group", "breaks", "in the port group pg_g1",
    ),
    "encap address": (
        _seen(compute1=replace(HERE, addresses=("10.0.0.99",))),
        "tunnel", "breaks", "ovn-encap-ip 10.0.0.31 is no address of compute1",
    ),
    "no tunnel": (
        _seen(compute1=replace(HERE, tunnels=())), "tunnel", "breaks", "(10.0.0.21): is not there",
    ),
    "tunnel down": (
        _seen(compute1=replace(HERE, tunnels=(Tunnel("10.0.0.21", bfd="down"),))),
        "tunnel", "breaks", "is down (BFD)",
    ),
    "no chassis": (
        {ovn_southbound.PROBE: {"": replace(SOUTH, chassis=(FAR,))}},
        "tunnel", "breaks", "no chassis for compute1",
    ),
    "no flows": (
        _seen(compute1=replace(HERE, flows=0)), "bridge", "breaks", "br-int on compute1 has no flows",
    ),
    "none chosen": (_gateway(()), "gateway chassis", "breaks", "No chassis was chosen for it"),
    "chosen is gone": (
        _gateway(("c-9",)), "gateway chassis", "breaks", "c-9, chosen for it, is dead or gone",
    ),
    "nobody took it": (
        _gateway(("c-2",)),
        "gateway chassis", "breaks", "None of those chosen for it (network1)",
    ),
    "not mapped": (
        _seen(network1=replace(THERE, mappings={})),
        "localnet",
        "breaks",
        "Chassis network1 has no bridge for it: ovn-bridge-mappings=provider:BRIDGE",
    ),
    "no bridge": (
        _seen(network1=replace(THERE, bridges={"br-int": ""})),
        "localnet", "breaks", "mapped to br-ex, and there is no",
    ),
    "no NAT": (
        {ovn_ports.PROBE: {"north": OvnPorts({PORT.id: LOGICAL}), "south": MADE}},
        "floating IP", "breaks", "The router has no entry for it",
    ),
    "another NAT": (
        {ovn_ports.PROBE: {"north": replace(WANTED, nat={PORT.id: (FLOATING.address, "10.1.0.9")}),
                           "south": MADE}},
        "floating IP", "breaks", "leads 203.0.113.20 to 10.1.0.9, and neutron's to 10.1.0.7",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_where_it_breaks(name: str) -> None:
    other, what, state, says = BREAKS[name]
    found = path(other)
    assert found.fault is not None
    assert (found.fault.what, found.fault.state) == (what, state)
    assert says in found.fault.says
    assert found.fault.says.endswith((".", "?"))


def test_an_instance_that_is_shut_off_is_taken_by_nobody() -> None:
    found = path({instances.PROBE: {"": (replace(WEB, status="SHUTOFF"),)}, **_made("", False)})
    assert [hop.state for hop in found.hops if hop.what == "logical port"] == ["ends"]


def test_before_21_03_nobody_knows_whether_the_flows_are_up() -> None:
    (hop,) = (hop for hop in path(_made("c-1", None)).hops if hop.what == "logical port")
    assert hop.state == "ok"
    assert hop.says.endswith("OVN before 21.03 does not tell whether its flows are up.")


def test_an_instance_on_the_external_network_leaves_on_its_own_chassis() -> None:
    own = {instance_ports.PROBE: {"0": (replace(PORT, network=PUBLIC.id),)}}
    found = path(own)
    assert [(h.what, h.state, h.where) for h in found.hops if h.what == "localnet"] == [
        ("localnet", "breaks", "compute1")
    ]
    assert "gateway chassis" not in {hop.what for hop in found.hops}
