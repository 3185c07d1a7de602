"""HAProxy by its own socket, and which of the addresses that keepalived moves are on which host."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.all import DEPLOYMENTS, units_of
from actions.deployments.services import BALANCER, VIP_KEEPER
from actions.facts._support.shell import bounded, script, sections
from actions.facts._support.vips import KEPT, kept
from actions.facts.hosts import units
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_SOCKETS = tuple(dict.fromkeys(d.balancer_socket for d in DEPLOYMENTS if d.balancer_socket))

_ASK = f"""
import socket
for path in {_SOCKETS!r}:
    try:
        one = socket.socket(socket.AF_UNIX)
        one.settimeout(2)
        one.connect(path)
        one.sendall(b"show stat\\n")
        while data := one.recv(65536):
            print(data.decode(errors="replace"), end="")
    except OSError:
        pass
"""
"""The host's Python is there for OpenStack; socat is not on every host."""

_SERVERS = (
    f"for path in {' '.join(_SOCKETS)}; do test -S $path && exec python3 -ISc {shlex.quote(_ASK)}; done"
)
"""Where no socket is, no Python is started."""

_LINE = script(
    vips=KEPT,
    addresses="ip -o addr",
    # pxname, svname, status, lastchg, check_status, addr
    servers=bounded(f"{_SERVERS} | cut -d, -f1,2,18,24,37,74", 4),
)


@dataclass(frozen=True)
class Server:
    """One line of `show stat`: a server of a proxy, or its FRONTEND or BACKEND as a whole."""

    proxy: str
    name: str
    status: str
    """UP, DOWN, MAINT, NOLB, no check; of a frontend OPEN."""
    age: float
    """Seconds since that last changed."""
    check: str
    """How its last check ended: L4OK, L4CON (refused), L4TOUT, L7STS (another HTTP status)."""
    address: str
    """host:port; empty where the socket does not tell."""


@dataclass(frozen=True)
class Balancers:
    """What one host with HAProxy or keepalived says."""

    vips: frozenset[str]
    """The addresses that its keepalived.conf names."""
    addresses: frozenset[str]
    """Those that it has."""
    servers: tuple[Server, ...]
    """Empty where HAProxy has no socket, or none of the places that are known."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Only hosts on which one of both is a unit."""
    wanted = set(units_of(BALANCER, VIP_KEEPER))
    known = snapshot.each(units.PROBE)
    return {host: ShellQuery(host, _LINE) for host, found in known.items() if wanted & found.keys()}


def parse(answer: ShellResult) -> Balancers:
    """Comma-separated values, as the `cut` left them."""
    said = sections(answer)
    addresses = [line.split() for line in said.get("addresses", "").splitlines()]
    held = {words[3].partition("/")[0] for words in addresses if len(words) > 3}
    if not held:
        raise ParseError(f"`ip -o addr` showed no address: {ending(answer.err)}")
    rows = [line.split(",") for line in said.get("servers", "").splitlines()]
    return Balancers(
        kept(said.get("vips", "")),
        frozenset(held),
        tuple(_server(*row) for row in rows if len(row) in (5, 6) and not row[0].startswith("#")),
    )


def _server(proxy: str, name: str, status: str, changed: str, check: str, address: str = "") -> Server:
    """HAProxy before 1.7 has no column for the address."""
    age = float(changed) if changed.isdigit() else 0.0
    return Server(proxy, name, status, age, check.lstrip("* "), address)


PROBE = Probe("balancers", ask, parse, period=30, needs=(units.PROBE,))
