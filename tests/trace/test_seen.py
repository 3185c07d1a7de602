"""What hosts themselves show of a path: seen and well, seen and missing, or only neutron's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.facts.neutron import instance_ports, network_agents, wire
from actions.facts.neutron.wire import Wire
from actions.model.fact import Reading, Snapshot
from actions.model.site import Host, Site
from actions.trace.hop import Trace
from actions.trace.trace import traces
from tests.trace.building import APPS, DHCP, FAR, L3, LINUX, NOW, PORT, agent, build

SITE = Site("lab", (Host("compute1"), Host("network1")))
NEAR = Wire({"lo": "", "tap21461530-cb": "brq8d984342-15"}, frozenset(), ())
FAR_WIRE = Wire({"lo": ""}, frozenset({"qrouter-r1"}), (f"dnsmasq --pid-file=/x/{APPS.id}/pid",))


def path(near: Wire | None = NEAR, far: Wire | None = FAR_WIRE, other: object = None) -> Trace:
    """The one path, with what was seen on both hosts; None: that one was not asked."""
    snapshot = build(other or {})  # type: ignore[arg-type]
    seen = {"compute1": near, "network1": far}
    readings = {h: Reading(w, NOW, tried=NOW) for h, w in seen.items() if w is not None}
    (found,) = traces(Snapshot(SITE, NOW, {**snapshot.readings, wire.PROBE.name: readings}))
    return found


def test_what_was_seen_and_what_is_only_told() -> None:
    found = path()
    assert found.state == "ok"
    assert [hop.what for hop in found.hops if hop.seen] == ["bridge", "DHCP", "router"]
    assert not any(hop.seen for hop in path(None, None).hops)


MISSING = {
    "no device": (replace(NEAR, links={"lo": ""}), FAR_WIRE, "bridge", "has no device tap21461530-cb"),
    "no bridge": (
        replace(NEAR, links={"lo": "", "tap21461530-cb": ""}), FAR_WIRE, "bridge", "of no bridge",
    ),
    "other bridge": (
        replace(NEAR, links={"lo": "", "tap21461530-cb": "virbr0"}), FAR_WIRE, "bridge",
        "is a member of virbr0 on compute1, and not of brq8d984342-15",
    ),
    "dead VLAN": (replace(NEAR, tags={"tap21461530-cb": 4095}), FAR_WIRE, "bridge", "dead VLAN 4095"),
    "no dnsmasq": (NEAR, replace(FAR_WIRE, processes=()), "DHCP", "No dnsmasq runs for it on network1"),
    "no namespace": (
        NEAR, replace(FAR_WIRE, spaces=frozenset()), "router", "has no namespace qrouter-r1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSING)
def test_a_path_breaks_where_something_seen_is_missing(name: str) -> None:
    near, far, what, says = MISSING[name]
    found = path(near, far)
    assert found.fault is not None
    assert (found.fault.what, found.fault.state, found.fault.seen) == (what, "breaks", True)
    assert says in found.fault.says
    assert found.fault.says.endswith(".")


def test_a_dead_dhcp_agent_whose_dnsmasq_runs_leaves_the_path_degraded() -> None:
    dead = {network_agents.PROBE: {"": (LINUX, FAR, agent("d1", "DHCP", "network1", alive=False), L3)}}
    found = path(other=dead)
    assert (found.state, found.fault and found.fault.what) == ("degraded", "DHCP")
    assert "its dnsmasq runs on network1." in found.says


def test_open_vswitch_that_was_restarted_under_its_agent_has_no_flows() -> None:
    switch = {network_agents.PROBE: {"": (replace(LINUX, type="Open vSwitch agent"), FAR, DHCP, L3)}}
    near = Wire({"lo": "", "tap21461530-cb": "ovs-system"}, frozenset(), (), {"tap21461530-cb": 3})
    assert path(near, other=switch).state == "ok"
    assert path(replace(near, flows=143), other=switch).state == "ok"
    found = path(replace(near, flows=2), other=switch)
    assert found.state == "breaks"
    assert "br-int on compute1 has no flows of the agent's" in found.says


def test_ports_of_the_userspace_datapath_have_no_master() -> None:
    """As the lab's hosts of Debian 13 with Open vSwitch show them."""
    switch = {network_agents.PROBE: {"": (replace(LINUX, type="Open vSwitch agent"), FAR, DHCP, L3)}}
    links = {"lo": "", "ovs-netdev": "", "br-int": "", "tap21461530-cb": ""}
    near = Wire(links, frozenset(), (), {"tap21461530-cb": 1}, flows=40)
    assert path(near, other=switch).state == "ok"
    assert path(replace(near, tags={}), other=switch).state == "breaks"
    assert path(replace(near, tags={"tap21461530-cb": 4095}), other=switch).state == "breaks"


def test_a_port_without_a_device_of_the_kernel_is_not_looked_for() -> None:
    user = {instance_ports.PROBE: {"0": (replace(PORT, binding="vhostuser"),)}}
    assert path(replace(NEAR, links={"lo": ""}), other=user).state == "ok"


def test_one_of_two_dhcp_hosts_is_enough() -> None:
    assert DHCP.host == "network1"
    assert path(far=None).state == "ok"
