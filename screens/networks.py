"""Networks: each network with its subnets, the routers, and which agents serve them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from actions.facts import floating_ips, network_agents, networks, ports, routers, subnets
from actions.facts.floating_ips import FloatingIp
from actions.facts.network_agents import Agent
from actions.facts.networks import Network
from actions.facts.ports import PortKind
from actions.facts.routers import Router
from actions.facts.subnets import Subnet
from actions.model import Snapshot
from tui.widgets import say
from tui.widgets.ages import AGE, seen
from tui.widgets.cell import Cell, Column, Row, Tone, joined
from tui.widgets.pane import Pane, Section, View, fact
from tui.widgets.plain import plain

COLUMNS = (
    Column("Kind"),
    Column("Name", most=32, least=12),
    Column("State", most=14, least=6),
    Column("Where", most=30, least=14),
    Column("Used", right=True),
    Column("Free", right=True),
    Column("Ports", most=30, least=8, drop=2),
    Column("Served by", grow=True, least=12, drop=1),
    AGE,
)

_On = TypeVar("_On", Subnet, FloatingIp)

_SERVING = {"network:dhcp": "DHCP", "network:router_interface": "L3", "network:ha_router": "L3"}
"""Owners of ports that an agent holds, by what the agent does."""

_STATE_TONES: dict[str, Tone] = {"ACTIVE": "good", "DOWN": "warning", "ERROR": "critical"}
_PORT_TONES: dict[str, Tone] = {
    "ACTIVE": "",
    "DOWN": "warning",
    "BUILD": "warning",
    "ERROR": "critical",
}


@dataclass
class _Ports:
    """A network's ports, counted."""

    states: Counter[str] = field(default_factory=Counter)
    serving: dict[str, set[str]] = field(default_factory=dict)
    """By what they do: the hosts of the agents."""
    unbound: int = 0
    """Ports that no agent could plug: binding_failed."""

    def add(self, kind: PortKind, count: int) -> None:
        """Count ports of one kind."""
        self.states[kind.status] += count
        self.unbound += count if kind.binding == "binding_failed" else 0
        what = _SERVING.get(kind.owner)
        if what and kind.host:
            self.serving.setdefault(what, set()).add(kind.host)


@dataclass(frozen=True, eq=False)
class _Look:
    """All of Neutron that the rows need, by id."""

    networks: tuple[Network, ...]
    subnets: dict[str, list[Subnet]]
    routers: tuple[Router, ...]
    floating: dict[str, list[FloatingIp]]
    ports: dict[str, _Ports]
    router_hosts: dict[str, tuple[str, ...]]
    dead: frozenset[tuple[str, str]]
    """(host, what its agent does) of agents that do not report."""
    names: dict[str, str]

    @classmethod
    def at(cls, snapshot: Snapshot) -> _Look:
        found = snapshot.get(networks.PROBE) or ()
        by_network: dict[str, _Ports] = {}
        counted = snapshot.get(ports.PROBE)
        for kind, count in counted.count.items() if counted else ():
            by_network.setdefault(kind.network, _Ports()).add(kind, count)
        return cls(
            found,
            _grouped(snapshot.get(subnets.PROBE) or ()),
            snapshot.get(routers.PROBE) or (),
            _grouped(snapshot.get(floating_ips.PROBE) or ()),
            by_network,
            dict(counted.routers) if counted else {},
            frozenset(_dead(snapshot.get(network_agents.PROBE) or ())),
            {network.id: network.name or network.id for network in found},
        )


def _grouped(found: tuple[_On, ...]) -> dict[str, list[_On]]:
    groups: dict[str, list[_On]] = {}
    for one in found:
        groups.setdefault(one.network, []).append(one)
    return groups


def _dead(agents: tuple[Agent, ...]) -> Iterator[tuple[str, str]]:
    for agent in agents:
        if not agent.alive:
            yield agent.host, agent.type.partition(" ")[0]


def rows(view: View) -> list[Row]:
    """Each network, under it its subnets; then the routers."""
    look = _Look.at(view.snapshot)
    shown = (floating_ips.PROBE, networks.PROBE, routers.PROBE, subnets.PROBE)
    ages = {probe.name: seen(view, (probe, "")) for probe in shown}
    found = []
    for network in look.networks:
        found.append(_network_row(look, network, ages["networks"]))
        found += [_subnet_row(subnet, ages["subnets"]) for subnet in look.subnets.get(network.id, ())]
        if floating := look.floating.get(network.id):
            found.append(_floating_row(network, floating, ages["floating-ips"]))
    return found + [_router_row(look, router, ages["routers"]) for router in look.routers]


def _network_row(look: _Look, network: Network, age: Cell) -> Row:
    known = look.subnets.get(network.id, ())
    segment = "" if network.segment is None else str(network.segment)
    where = " ".join(filter(None, (network.type, network.physical, segment)))
    flags = " ".join(
        filter(None, ("external" if network.external else "", "shared" if network.shared else ""))
    )
    counted = look.ports.get(network.id, _Ports())
    return Row(
        f"network {network.id}",
        (
            Cell("network", "accent"),
            Cell(plain(network.name or network.id), "strong"),
            _state(network.status, network.admin_up),
            joined((plain(where), ""), (flags, "dim"), between=" "),
            _number(sum(subnet.used for subnet in known)),
            Cell(""),
            _ports(counted),
            _served(look, counted.serving),
            age,
        ),
    )


def _subnet_row(subnet: Subnet, age: Cell) -> Row:
    free = Cell(_short(subnet.free), "critical" if not subnet.free else "", subnet.free)
    return Row(
        f"subnet {subnet.id}",
        (
            Cell("  subnet", "dim"), Cell(plain(f"  {subnet.name or subnet.id}")), Cell(""),
            Cell(plain(subnet.cidr)), _number(subnet.used), free, Cell(""), Cell(""), age,
        ),
    )  # fmt: skip


def _floating_row(network: Network, floating: list[FloatingIp], age: Cell) -> Row:
    attached = sum(bool(one.port) for one in floating)
    return Row(
        f"floating {network.id}",
        (
            Cell("  floating", "dim"), Cell("  floating IPs"), Cell(""),
            Cell(f"{attached:,} of {len(floating):,} attached"), _number(len(floating)), Cell(""),
            Cell(""), Cell(""), age,
        ),
    )  # fmt: skip


def _router_row(look: _Look, router: Router, age: Cell) -> Row:
    gateway = plain(look.names.get(router.gateway, router.gateway))
    hosts = set(look.router_hosts.get(router.id, ()))
    kind = " ".join(filter(None, ("HA" if router.ha else "", "DVR" if router.distributed else "")))
    floating = sum(f.router == router.id for found in look.floating.values() for f in found)
    return Row(
        f"router {router.id}",
        (
            Cell("router", "accent"),
            Cell(plain(router.name or router.id), "strong"),
            _state(router.status, router.admin_up),
            Cell(f"to {gateway}") if gateway else Cell("no gateway", "dim"),
            Cell(""),
            Cell(""),
            joined((say.count(floating, "floating IP") if floating else "", ""), (kind, "dim")),
            _served(look, {"L3": hosts} if hosts else {}),
            age,
        ),
    )


def _state(status: str, admin_up: bool) -> Cell:
    if not admin_up:
        return Cell("admin down", "warning")
    return Cell(plain(status.lower()), _STATE_TONES.get(status, "dim"))


def _number(count: int) -> Cell:
    return Cell(_short(count), order=count)


def _short(count: int) -> str:
    """An IPv6 subnet has more addresses than anybody counts."""
    return f"{count:,}" if count < 10_000_000 else "plenty"


def _ports(counted: _Ports) -> Cell:
    """By state: active, down, build."""
    states = counted.states
    parts: list[tuple[str, Tone]] = [
        (f"{states[name]} {name.lower()}", _PORT_TONES[name]) for name in _PORT_TONES if states[name]
    ]
    parts.append((f"{counted.unbound} unbound" if counted.unbound else "", "critical"))
    return joined(*parts, between=" ", order=states.total())


def _served(look: _Look, serving: dict[str, set[str]]) -> Cell:
    parts: list[tuple[str, Tone]] = []
    for what, hosts in sorted(serving.items()):
        for host in sorted(hosts):
            dead = (host, what) in look.dead
            parts.append((plain(f"{'dead ' * dead}{what} {host}"), "critical" if dead else ""))
    return joined(*parts)


def detail(view: View, key: str) -> tuple[Section, ...]:
    """A network with all that hangs on it; a subnet's is its network's."""
    look = _Look.at(view.snapshot)
    kind, _, wanted = key.partition(" ")
    if kind == "router":
        return tuple(s for router in look.routers if router.id == wanted for s in _router(look, router))
    if kind == "subnet":
        wanted = next(
            (n for n, known in look.subnets.items() if any(s.id == wanted for s in known)), ""
        )
    found = next((network for network in look.networks if network.id == wanted), None)
    return tuple(_network(look, found)) if found else ()


def _network(look: _Look, network: Network) -> Iterator[Section]:
    counted = look.ports.get(network.id, _Ports())
    yield Section(
        "Network",
        (
            fact("id", network.id),
            fact("name", plain(network.name)),
            fact("state", _state(network.status, network.admin_up)),
            fact("type", plain(f"{network.type} {network.physical} {network.segment or ''}".strip())),
            fact("MTU", str(network.mtu or "")),
            fact("ports", _ports(counted)),
            fact("served by", _served(look, counted.serving)),
        ),
    )
    known = look.subnets.get(network.id, ())
    if known:
        lines = tuple(
            (Cell(plain(s.name or s.id)), Cell(plain(s.cidr)), _number(s.used), Cell(_short(s.free)))
            for s in known
        )
        yield Section("Subnets", lines, head=("name", "cidr", "used", "free"))
    yield from _floating(look.floating.get(network.id, ()))


def _router(look: _Look, router: Router) -> Iterator[Section]:
    hosts = set(look.router_hosts.get(router.id, ()))
    yield Section(
        "Router",
        (
            fact("id", router.id),
            fact("name", plain(router.name)),
            fact("state", _state(router.status, router.admin_up)),
            fact("gateway", plain(look.names.get(router.gateway, router.gateway) or "none")),
            fact("addresses", plain(" ".join(router.addresses))),
            fact("served by", _served(look, {"L3": hosts})),
        ),
    )
    yield from _floating(
        [f for found in look.floating.values() for f in found if f.router == router.id]
    )


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


PANE = Pane(
    name="networks",
    title="Networks",
    key="5",
    needs=(
        floating_ips.PROBE,
        network_agents.PROBE,
        networks.PROBE,
        ports.PROBE,
        routers.PROBE,
        subnets.PROBE,
    ),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Networks with their subnets, addresses used and free, routers with their floating IPs, "
        "ports by state, and the agents that serve each."
    ),
    empty=lambda _: "No network is known: Neutron has not answered, or it has none.",
)
