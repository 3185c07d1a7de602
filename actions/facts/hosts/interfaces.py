"""The network interfaces of every host, with their addresses; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.formats.repeated_secrets import ending
from actions.formats.tool_json import first_json
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult


@dataclass(frozen=True)
class Interface:
    """One network interface in the host's own namespace."""

    name: str
    addresses: tuple[str, ...]
    """Global IPv4 and IPv6 addresses with their prefix lengths: not link-local ones."""
    up: bool
    """It is meant to be up, whether or not there is a carrier."""
    master: str = ""
    """The bridge, bond or switch that it belongs to."""


Interfaces = Mapping[str, Interface]
"""By name."""


def holding(found: Interfaces, address: str) -> str:
    """The name of the interface that has an address; empty where none has."""
    having = (i.name for i in found.values() if address in (a.partition("/")[0] for a in i.addresses))
    return next(having, "")


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, "ip -j addr") for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Interfaces:
    """`ip -j addr` prints one JSON object an interface; an empty one for what is filtered out."""
    rows = first_json(answer.out, list)
    if rows is None:
        raise ParseError(f"ip said: {ending(answer.err or answer.out)} (exit {answer.exit})")
    found = (_interface(row) for row in rows if row)
    return {one.name: one for one in found}


def _interface(row: Mapping[str, Any]) -> Interface:
    return Interface(
        name=str(row.get("ifname", "")),
        addresses=tuple(
            f"{address['local']}/{address['prefixlen']}"
            for address in row.get("addr_info", ())
            if address.get("scope") == "global" and "local" in address
        ),
        up="UP" in row.get("flags", ()),
        master=str(row.get("master", "")),
    )


PROBE = Probe("interfaces", ask, parse, period=0)
