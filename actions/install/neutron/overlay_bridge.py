"""Tunnels of Open vSwitch's userspace datapath have a bridge to leave through."""

from __future__ import annotations

from actions.deployments.parts import VSWITCH
from actions.facts.hosts import host_status, interfaces, vswitch_bridges
from actions.install.hosts import hosts_of, mechanism, vswitch
from actions.install.neutron import choices, neutron_packages, vswitch_units
from actions.install.step import Blocked, deciding, require
from actions.model.plan import Decision, Situation, already
from actions.model.site import Host

_BRINGING = frozenset({neutron_packages.STEP.name, vswitch_units.STEP.name})


def plan(situation: Situation) -> Decision:
    """Nothing is done: to move an address is for those who know how the host gets it at boot."""
    chosen = choices.read(situation.site)
    if not vswitch(situation):
        return already(f"the mechanism is {mechanism(situation)}: the kernel makes the tunnels")
    if chosen.datapath != choices.NETDEV:
        return already("the kernel makes the tunnels, from any address")
    if situation.pending & _BRINGING:
        return already("looked at when Open vSwitch runs")
    hosts = hosts_of(situation, VSWITCH)
    wrong = {host.name: said for host in hosts if (said := _wrong(situation, host))}
    if wrong:
        raise Blocked(" ".join(wrong.values()), *wrong)
    names = [host.name for host in hosts]
    return already(f"the overlay address is a bridge's on {', '.join(names)}", names)


def _wrong(situation: Situation, host: Host) -> str:
    address = choices.overlay_address(situation.site, host.name)
    name = interfaces.holding(require(situation, interfaces.PROBE, host.name), address)
    if not name:
        return f"{host.name} has no {address}, where its tunnels are to end."
    if name in require(situation, vswitch_bridges.PROBE, host.name):
        return ""
    return (
        f"{address} of {host.name} is on {name}, and Open vSwitch's userspace datapath lets "
        "tunnels out through a bridge of its own only: make one with datapath_type=netdev, give it a "
        "port that leads to the other hosts, and move the address to it, also for the next boot. "
        "Where the management address cannot move, give the host another one below "
        "[install.neutron.overlay_addresses] of the site file."
    )


STEP = deciding(
    "overlay-bridge",
    "Tunnels have a bridge to leave through",
    (host_status.PROBE, interfaces.PROBE, vswitch_bridges.PROBE),
    plan,
    verify_timeout=30,
)
