"""Cells that the rows and the details of the Networks pane share."""

from __future__ import annotations

from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from screens._shared.network_view import Counted, NetworkView
from tui.values.cell import Cell, Tone, joined
from tui.values.sanitize import plain

_STATE_TONES: dict[str, Tone] = {"ACTIVE": "good", "DOWN": "warning", "ERROR": "critical"}
_PORT_TONES: dict[str, Tone] = {
    "ACTIVE": "",
    "DOWN": "warning",
    "BUILD": "warning",
    "ERROR": "critical",
}


def state(status: str, admin_up: bool) -> Cell:
    """As neutron says it, unless it was switched off."""
    if not admin_up:
        return Cell("admin down", "warning")
    return Cell(plain(status.lower()), _STATE_TONES.get(status, "dim"))


def number(count: int) -> Cell:
    """A count that is sorted as one."""
    return Cell(short(count), order=count)


def short(count: int) -> str:
    """An IPv6 subnet has more addresses than anybody counts."""
    return f"{count:,}" if count < 10_000_000 else "plenty"


def port_states(counted: Counted) -> Cell:
    """By state: active, down, build."""
    states = counted.states
    parts: list[tuple[str, Tone]] = [
        (f"{states[name]} {name.lower()}", _PORT_TONES[name]) for name in _PORT_TONES if states[name]
    ]
    parts.append((f"{counted.unbound} unbound" if counted.unbound else "", "critical"))
    return joined(*parts, between=" ", order=states.total())


def _served(look: NetworkView, serving: dict[str, set[str]], missing: str = "") -> Cell:
    """The hosts that serve it; `missing` says so where none does."""
    parts: list[tuple[str, Tone]] = [(missing, "critical")]
    for what, hosts in sorted(serving.items()):
        for host in sorted(hosts):
            dead = (host, what) in look.dead
            parts.append((plain(f"{'dead ' * dead}{what} {host}"), "critical" if dead else ""))
    return joined(*parts)


def network_served(look: NetworkView, network: Network) -> Cell:
    """Who serves a network; that nobody does, where it wants DHCP."""
    missing = "no DHCP agent" if look.without_dhcp(network.id) else ""
    return _served(look, look.serving(network.id), missing)


def router_served(look: NetworkView, router: Router) -> Cell:
    """Who serves a router."""
    missing = "no L3 agent" if look.without_l3(router) else ""
    return _served(look, look.routing(router.id), missing)
