"""What each host makes of the hosts' addresses, and of its own name; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import script, sections
from actions.formats.ipv4 import is_ipv4
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.site import Site

_OWN = "own"


@dataclass(frozen=True)
class ReverseNames:
    """Names by address, as one host resolves them."""

    own: tuple[str, ...]
    """The addresses to which its own `hostname` leads there; none: it does not resolve."""
    names: Mapping[str, tuple[str, ...]]
    """The first is the one that programs take; none: the address has no name there."""


def addresses(site: Site) -> tuple[str, ...]:
    """The hosts' IPv4 addresses, of the site file or of its [install.addresses]."""
    given = site.settings.get("addresses")
    texts = (
        *(host.address for host in site.hosts),
        *(given.values() if isinstance(given, dict) else ()),
    )
    return tuple(dict.fromkeys(text for text in texts if is_ipv4(text)))


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    reverse = {
        address: f"timeout -k 1 3 getent hosts {address}" for address in addresses(snapshot.site)
    }
    line = script(**{_OWN: "timeout -k 1 3 hostname -i"}, **reverse)
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> ReverseNames:
    """`hostname -i` prints addresses; `getent hosts` an address and its names."""
    said = sections(answer)
    own = tuple(said.pop(_OWN, "").split())
    names = {
        address: tuple(name for line in text.splitlines() for name in line.split()[1:])
        for address, text in said.items()
    }
    return ReverseNames(own, names)


PROBE = Probe("reverse-names", ask, parse, period=0)
