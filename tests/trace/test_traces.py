"""Where the path of an instance breaks or ends, each cause alone: the right hop says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from actions.facts.neutron import (
    agent_wiring,
    dhcp_networks,
    floating_ips,
    instance_ports,
    l3_routers,
    network_agents,
    networks,
    ports,
    routers,
    security_groups,
    subnet_options,
)
from actions.facts.neutron.agent_wiring import Wiring
from actions.facts.neutron.ports import Ports
from actions.facts.neutron.security_groups import Rule
from actions.facts.nova import instances
from actions.model.fact import Probe
from actions.trace.hop import Trace
from actions.trace.trace import traces
from tests.trace.building import (
    APPS,
    DHCP,
    EDGE,
    FAR,
    FAR_WIRED,
    FLOATING,
    GROUP,
    L3,
    LINUX,
    PORT,
    PUBLIC,
    SUBNET,
    WEB,
    WHOLE,
    WIRED,
    agent,
    build,
)

Other = Mapping[Probe[Any], Mapping[str, Any]]


def only(other: Other) -> Trace:
    """The one path there is."""
    (found,) = traces(build(other))
    return found


def _instance(status: str) -> Other:
    return {instances.PROBE: {"": (replace(WEB, status=status),)}}


def _port(**changes: Any) -> Other:
    return {instance_ports.PROBE: {"0": (replace(PORT, **changes),)}}


def _rules(*rules: Rule) -> Other:
    return {security_groups.PROBE: {"0": (replace(GROUP, rules=rules),)}}


def _agents(*agents: Any) -> Other:
    return {network_agents.PROBE: {"": agents}}


def _router(**changes: Any) -> Other:
    return {routers.PROBE: {"": (replace(EDGE, **changes),)}}


def _wiring(near: Wiring = WIRED, far: Wiring = FAR_WIRED) -> Other:
    return {agent_wiring.PROBE: {"": {"lb1": near, "lb2": far}}}


FLAT = replace(APPS, type="flat", physical="provider", segment=None)
SHORT = agent("lb1", "Linux bridge", "compute1.example.org")
CAUSES: dict[str, tuple[Other, str, str, str]] = {
    "in error": (_instance("ERROR"), "instance", "breaks", "server show -c fault i1"),
    "off": (_instance("SHUTOFF"), "instance", "ends", "It is SHUTOFF: it answers nobody"),
    "no port": ({instance_ports.PROBE: {"0": ()}}, "port", "ends", "It has no port"),
    "binding failed": (_port(binding="binding_failed"), "port", "breaks", "No agent on compute1"),
    "unbound": (_port(binding="unbound"), "port", "breaks", "bound to no host"),
    "port off": (_port(admin_up=False), "port", "breaks", "port set --enable 21461530-cb85"),
    "port down": (_port(status="DOWN"), "port", "breaks", "the agent on compute1 has not wired it"),
    "no rule": (_rules(), "security group", "ends", "SSH may not come in; ping may not come in"),
    "members only": (_rules(Rule(4, "", None, "g1")), "security group", "ends", "members of a group"),
    "other port": (_rules(Rule(4, "tcp", (80, 80), "")), "security group", "ends", "--dst-port 22"),
    "other version": (_rules(Rule(6, "", None, "")), "security group", "ends", "SSH may not come in"),
    "no agent": (_agents(FAR, DHCP, L3), "bridge", "breaks", "no agent on compute1 that plugs ports"),
    "other name": (_agents(SHORT, FAR, DHCP, L3), "bridge", "breaks", "calls it compute1.example.org"),
    "agent dead": (
        _agents(replace(LINUX, alive=False, heartbeat=1_767_000_000.0 - 840), FAR, DHCP, L3),
        "bridge", "degraded", "The Linux bridge agent on compute1 has not reported for 14 minutes",
    ),
    "agent down": (
        _agents(replace(LINUX, admin_up=False), FAR, DHCP, L3), "bridge", "degraded", "was taken down"
    ),
    "unmapped": (
        {networks.PROBE: {"": (FLAT, PUBLIC)}, **_wiring(replace(WIRED, physical={}))},
        "bridge", "breaks", "has no interface for provider",
    ),
    "no endpoint": (_wiring(replace(WIRED, tunnel="")), "tunnel", "breaks", "`local_ip` is missing"),
    "no vxlan": (_wiring(replace(WIRED, types=())), "tunnel", "breaks", "makes no vxlan tunnels"),
    "far endpoint": (
        _wiring(far=replace(FAR_WIRED, tunnel="")), "tunnel", "breaks",
        "Its other end: The Linux bridge agent on network1 tells no endpoint",
    ),
    "far agent gone": (_agents(LINUX, DHCP, L3), "tunnel", "breaks", "network1 has no agent"),
    "far agent dead": (
        _agents(LINUX, replace(FAR, alive=False), DHCP, L3),
        "tunnel", "degraded", "Its other end: The Linux bridge agent on network1 has not reported",
    ),
    "no DHCP": ({dhcp_networks.PROBE: {"d1": frozenset()}}, "DHCP", "breaks", "--dhcp AGENT apps"),
    "DHCP dead": (
        _agents(LINUX, FAR, agent("d1", "DHCP", "network1", alive=False), L3),
        "DHCP", "degraded", "The DHCP agent on network1 has not reported for 14 minutes",
    ),
    "no router": ({ports.PROBE: {"": Ports({}, {})}}, "router", "ends", "No router joins apps"),
    "router off": (_router(admin_up=False), "router", "breaks", "router set --enable edge"),
    "router error": (_router(status="ERROR"), "router", "breaks", "ERROR"),
    "no gateway": (_router(gateway=""), "router", "ends", "--external-gateway NETWORK edge"),
    "no L3": ({l3_routers.PROBE: {"l1": frozenset()}}, "router", "breaks", "--l3 AGENT edge"),
    "L3 dead": (
        _agents(LINUX, FAR, DHCP, agent("l1", "L3", "network1", alive=False)),
        "router", "degraded", "The L3 agent on network1 has not reported",
    ),
    "no floating IP": ({floating_ips.PROBE: {"": ()}}, "floating IP", "ends", "nobody outside"),
    "floating down": (
        {floating_ips.PROBE: {"": (replace(FLOATING, status="DOWN"),)}},
        "floating IP", "breaks", "It is DOWN",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CAUSES)
def test_each_cause_is_told_by_its_hop(name: str) -> None:
    other, what, state, says = CAUSES[name]
    found = only(other)
    assert found.fault is not None
    assert (found.fault.what, found.fault.state) == (what, state)
    assert says in found.fault.says
    assert found.fault.says.endswith(".")
    how = "is degraded" if state == "degraded" else state
    assert found.says == f"It {how} at the {what}: {found.fault.says}"


WELL: dict[str, Other] = {
    "as it is": {},
    "from one network": _rules(Rule(4, "tcp", (22, 22), "10.0.0.0/8"), Rule(4, "icmp", None, "")),
    "no port security": {**_port(security=False, groups=()), security_groups.PROBE: {}},
    "only ping": _rules(Rule(4, "icmp", None, "")),
    "no DHCP wanted": {
        subnet_options.PROBE: {"": (replace(SUBNET, dhcp=False),)},
        dhcp_networks.PROBE: {"d1": frozenset()},
    },
    "one of two DHCP agents dead": {
        **_agents(LINUX, FAR, DHCP, agent("d2", "DHCP", "network1", alive=False), L3),
        dhcp_networks.PROBE: {"d1": frozenset({APPS.id}), "d2": frozenset({APPS.id})},
    },
    "on the external network itself": {
        **_port(network="n1", addresses=("203.0.113.30",)),
        ports.PROBE: {"": Ports({}, {})},
        floating_ips.PROBE: {"": ()},
    },
    "all on one host": {
        **_agents(LINUX, replace(DHCP, host="compute1"), replace(L3, host="compute1")),
    },
}


@pytest.mark.parametrize("name", WELL)
def test_a_whole_path_is_whole(name: str) -> None:
    found = only(WELL[name])
    assert (found.state, found.says) == ("ok", "It is whole.")
    assert [hop.what for hop in found.hops] == [
        "instance", "port", "security group", "bridge", "tunnel", "DHCP", "router", "floating IP",
    ]  # fmt: skip


def test_the_hops_name_things_as_an_operator_finds_them_on_the_hosts() -> None:
    hops = {hop.what: hop for hop in only({}).hops}
    assert hops["bridge"].name == "tap21461530-cb on brq8d984342-15"
    assert (hops["tunnel"].name, hops["tunnel"].where) == ("vxlan 214", "10.0.0.31 → 10.0.0.21")
    assert (hops["router"].name, hops["router"].where) == ("edge", "network1")
    assert hops["floating IP"].name == "203.0.113.20"


def test_open_vswitch_has_one_bridge_for_all_networks() -> None:
    """As a real cloud showed it: its tunnels ran between addresses of their own."""
    switches = [replace(one, type="Open vSwitch agent") for one in (LINUX, FAR)]
    near, far = (replace(WIRED, tunnel=f"10.20.1.{end}") for end in (31, 11))
    path = only({**_agents(*switches, DHCP, L3), **_wiring(near, far)})
    assert path.state == "ok"
    bridge, tunnel = (next(hop for hop in path.hops if hop.what == w) for w in ("bridge", "tunnel"))
    assert (bridge.name, bridge.says) == (
        "tap21461530-cb on br-int",
        "The Open vSwitch agent there is alive.",
    )
    assert tunnel.where == "10.20.1.31 → 10.20.1.11"


def test_what_breaks_comes_before_what_ends() -> None:
    found = only({**_rules(), **_router(admin_up=False)})
    assert found.fault is not None
    assert found.fault.what == "router"


def test_what_is_cut_comes_before_what_is_degraded_and_that_before_what_ends() -> None:
    dead = _agents(LINUX, FAR, agent("d1", "DHCP", "network1", alive=False), L3)
    found = only({**dead, **_router(gateway="")})
    assert (found.state, found.fault and found.fault.what) == ("degraded", "DHCP")
    assert found.says.startswith("It is degraded at the DHCP: The DHCP agent on network1")
    assert only({**dead, **_router(status="ERROR")}).state == "breaks"


@pytest.mark.parametrize("probe", [p for p in WHOLE if p is not instances.PROBE], ids=lambda p: p.name)
def test_what_nobody_looked_at_is_not_called_broken(probe: Probe[Any]) -> None:
    found = only({probe: {}})
    assert found.state == "unknown", found.says


def test_agents_that_were_not_all_asked_are_not_called_idle() -> None:
    more = _agents(LINUX, FAR, DHCP, agent("d2", "DHCP", "network2"), L3, agent("l2", "L3", "network2"))
    unasked: Other = {dhcp_networks.PROBE: {"d1": frozenset()}, l3_routers.PROBE: {"l1": frozenset()}}
    hops = {hop.what: hop.state for hop in only({**more, **unasked}).hops}
    assert (hops["DHCP"], hops["router"]) == ("unknown", "unknown")


def test_ovn_needs_no_dhcp_and_no_l3_agents() -> None:
    ovn = agent("lb1", "OVN Controller", "compute1")
    found = only({**_agents(ovn), dhcp_networks.PROBE: {}, l3_routers.PROBE: {}})
    told = {hop.what: hop.state for hop in found.hops if hop.state != "ok"}
    assert told == {"gateway chassis": "unknown", "tunnel": "unknown"}


def test_each_port_has_a_path_of_its_own() -> None:
    second = replace(PORT, id="p2", status="DOWN")
    found = traces(build({instance_ports.PROBE: {"0": (PORT,), "1": (second,)}}))
    assert [trace.port.id if trace.port else "" for trace in found] == [PORT.id, "p2"]
    assert [trace.state for trace in found] == ["ok", "breaks"]
