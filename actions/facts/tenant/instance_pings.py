"""Whether the own project's floating IPs answer ping, from a host of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.tenant import own_floating_ips
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.site import Host, Site


@dataclass(frozen=True)
class Ping:
    """What ping said."""

    answered: bool
    said: str
    """Its last line."""


def seen_from(site: Site) -> Host | None:
    """The host that can reach floating IPs: where stackmend runs there may be no way to them."""
    return next(iter((*site.having("network"), *site.having("controller"))), None)


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every floating IP that leads to a port, by its address."""
    host = seen_from(snapshot.site)
    found = snapshot.get(own_floating_ips.PROBE) or ()
    return {
        ip.address: ShellQuery(host.name, f"ping -n -c 2 -i 0.3 -W 2 {ip.address}")
        for ip in found
        if host and ip.port
    }


def parse(answer: ShellResult) -> Ping:
    """ping ends with 0 where at least one answer came."""
    lines = [line.strip() for line in (answer.out + answer.err).splitlines() if line.strip()]
    return Ping(answer.exit == 0, lines[-1] if lines else f"ping ended with {answer.exit}")


PROBE = Probe("instance-pings", ask, parse, period=0, needs=(own_floating_ips.PROBE,))
