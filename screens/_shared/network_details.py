"""The details of the Networks pane: a network or a router with the agents that hold it; a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.facts.neutron.floating_ips import FloatingIp
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from screens._shared.chassis import chassis_sections
from screens._shared.network_cells import (
    network_served,
    number,
    port_states,
    router_served,
    short,
    state,
)
from screens._shared.network_view import Counted, NetworkView
from screens._shared.paths import path_sections
from tui.values import wording
from tui.values.cell import Cell
from tui.values.pane import Section, View, fact
from tui.values.sanitize import plain


def detail(view: View, key: str) -> tuple[Section, ...]:
    """A network with all that hangs on it (a subnet's is its network's), a router, or a path."""
    look = NetworkView.at(view.snapshot)
    kind, _, wanted = key.partition(" ")
    if kind == "instance":
        return tuple(path_sections(view.snapshot, wanted))
    if kind == "chassis":
        return tuple(chassis_sections(view.snapshot, wanted))
    if kind == "router":
        return tuple(
            s for router in look.routers if router.id == wanted for s in _router(view, look, router)
        )
    if kind == "subnet":
        wanted = next(
            (n for n, known in look.subnets.items() if any(s.id == wanted for s in known)), ""
        )
    found = next((network for network in look.networks if network.id == wanted), None)
    return tuple(_network(view, look, found)) if found else ()


def _network(view: View, look: NetworkView, network: Network) -> Iterator[Section]:
    counted = look.ports.get(network.id, Counted())
    yield Section(
        "Network",
        (
            fact("id", network.id),
            fact("name", plain(network.name)),
            fact("state", state(network.status, network.admin_up)),
            fact("type", plain(f"{network.type} {network.physical} {network.segment or ''}".strip())),
            fact("MTU", str(network.mtu or "")),
            fact("ports", port_states(counted)),
            fact("served by", network_served(look, network)),
        ),
    )
    known = look.subnets.get(network.id, ())
    if known:
        lines = tuple(
            (Cell(plain(s.name or s.id)), Cell(plain(s.cidr)), number(s.used), Cell(short(s.free)))
            for s in known
        )
        yield Section("Subnets", lines, head=("name", "cidr", "used", "free"))
    yield from _agents(view, look.ground.dhcp.of(network.id))
    yield from _floating(look.floating.get(network.id, ()))


def _router(view: View, look: NetworkView, router: Router) -> Iterator[Section]:
    yield Section(
        "Router",
        (
            fact("id", router.id),
            fact("name", plain(router.name)),
            fact("state", state(router.status, router.admin_up)),
            fact("gateway", plain(look.names.get(router.gateway, router.gateway) or "none")),
            fact("addresses", plain(" ".join(router.addresses))),
            fact("served by", router_served(look, router)),
        ),
    )
    yield from _agents(view, look.ground.l3.of(router.id))
    yield from _floating(
        [f for found in look.floating.values() for f in found if f.router == router.id]
    )


def _agents(view: View, agents: Iterable[Agent]) -> Iterator[Section]:
    """The agents that say that they hold it."""
    lines = tuple(
        (
            Cell(plain(agent.type)),
            Cell(plain(agent.host)),
            Cell("alive", "good") if agent.alive else Cell("dead", "critical"),
            Cell(
                f"reported {wording.age(view.now - agent.heartbeat)} ago"
                if agent.heartbeat
                else "never"
            ),
        )
        for agent in agents
    )
    if lines:
        yield Section("Agents that hold it", lines, head=("agent", "host", "state", "heartbeat"))


def _floating(found: Iterable[FloatingIp]) -> Iterator[Section]:
    lines = tuple(
        (
            Cell(plain(f.address)),
            Cell(plain(f.fixed or "not attached"), "" if f.fixed else "dim"),
            Cell(plain(f.status)),
        )
        for f in found
    )
    if lines:
        yield Section(f"Floating IPs ({len(lines)})", lines, head=("address", "leads to", "state"))
