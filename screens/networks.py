"""Networks: each with its subnets, the routers, which agents serve them, and instances' paths."""

from __future__ import annotations

from actions.facts.neutron import floating_ips, networks, routers, subnets
from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from actions.facts.neutron.subnets import Subnet
from actions.model.entity import Entity, Kind
from actions.trace.topology import NEEDS
from screens._shared.chassis import chassis_rows
from screens._shared.network_cells import (
    network_served,
    number,
    port_states,
    router_served,
    short,
    state,
)
from screens._shared.network_details import detail
from screens._shared.network_view import Counted, NetworkView
from screens._shared.paths import path_rows
from tui.values import wording
from tui.values.ages import AGE, seen
from tui.values.cell import Cell, Column, Row, joined
from tui.values.pane import Pane, View
from tui.values.sanitize import plain

COLUMNS = (
    Column("Kind"),
    Column("Name", most=32, least=12, name=True),
    Column("State", most=14, least=6),
    Column("Where", most=30, least=14),
    Column("Used", right=True),
    Column("Free", right=True),
    Column("Ports", most=30, least=8, drop=2),
    Column("Served by", grow=True, least=12, drop=1),
    AGE,
)


def rows(view: View) -> list[Row]:
    """Each network with its subnets; the routers; OVN's chassis; the instances with their paths."""
    look = NetworkView.at(view.snapshot)
    shown = (floating_ips.PROBE, networks.PROBE, routers.PROBE, subnets.PROBE)
    ages = {probe.name: seen(view, (probe, "")) for probe in shown}
    found = []
    for network in look.networks:
        found.append(_network_row(look, network, ages["networks"]))
        found += [_subnet_row(subnet, ages["subnets"]) for subnet in look.subnets.get(network.id, ())]
        if floating := look.floating.get(network.id):
            found.append(_floating_row(network, floating, ages["floating-ips"]))
    found += [_router_row(look, router, ages["routers"]) for router in look.routers]
    return found + chassis_rows(view) + path_rows(view)


def _network_row(look: NetworkView, network: Network, age: Cell) -> Row:
    known = look.subnets.get(network.id, ())
    segment = "" if network.segment is None else str(network.segment)
    where = " ".join(filter(None, (network.type, network.physical, segment)))
    flags = " ".join(
        filter(None, ("external" if network.external else "", "shared" if network.shared else ""))
    )
    counted = look.ports.get(network.id, Counted())
    return Row(
        f"network {network.id}",
        (
            Cell("network", "accent"),
            Cell(plain(network.name or network.id), "strong"),
            state(network.status, network.admin_up),
            joined((plain(where), ""), (flags, "dim"), between=" "),
            number(sum(subnet.used for subnet in known)),
            Cell(""),
            port_states(counted),
            network_served(look, network),
            age,
        ),
        entity=Entity(Kind.NETWORK, network.id),
    )


def _subnet_row(subnet: Subnet, age: Cell) -> Row:
    free = Cell(short(subnet.free), "critical" if not subnet.free else "", subnet.free)
    return Row(
        f"subnet {subnet.id}",
        (
            Cell("  subnet", "dim"), Cell(plain(f"  {subnet.name or subnet.id}")), Cell(""),
            Cell(plain(subnet.cidr)), number(subnet.used), free, Cell(""), Cell(""), age,
        ),
        under=f"network {subnet.network}",
    )  # fmt: skip


def _floating_row(network: Network, floating: list[FloatingIp], age: Cell) -> Row:
    attached = sum(bool(one.port) for one in floating)
    return Row(
        f"floating {network.id}",
        (
            Cell("  floating", "dim"), Cell("  floating IPs"), Cell(""),
            Cell(f"{attached:,} of {len(floating):,} attached"), number(len(floating)), Cell(""),
            Cell(""), Cell(""), age,
        ),
        under=f"network {network.id}",
    )  # fmt: skip


def _router_row(look: NetworkView, router: Router, age: Cell) -> Row:
    gateway = plain(look.names.get(router.gateway, router.gateway))
    kind = " ".join(filter(None, ("HA" if router.ha else "", "DVR" if router.distributed else "")))
    floating = sum(f.router == router.id for found in look.floating.values() for f in found)
    return Row(
        f"router {router.id}",
        (
            Cell("router", "accent"),
            Cell(plain(router.name or router.id), "strong"),
            state(router.status, router.admin_up),
            Cell(f"to {gateway}") if gateway else Cell("no gateway", "dim"),
            Cell(""),
            Cell(""),
            joined((wording.count(floating, "floating IP") if floating else "", ""), (kind, "dim")),
            router_served(look, router),
            age,
        ),
        entity=Entity(Kind.ROUTER, router.id),
    )


PANE = Pane(
    name="networks",
    title="Networks",
    key="5",
    needs=(*NEEDS, subnets.PROBE),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Networks with their subnets, addresses used and free, routers with their floating IPs, "
        "ports by state, and the agents that serve each. With OVN its chassis, dead or alive by its "
        "own numbers, for neutron notices late. Then the newest instances: Enter shows the "
        "path of one from its port to its floating IP; the command `path NAME` that of any other."
    ),
    empty=lambda _: "No network is known: Neutron has not answered, or it has none.",
)
