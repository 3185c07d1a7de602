"""A host of the site file does not answer over SSH.

Nothing on it can be seen or mended; what nova and neutron say of it tells a dead host from one that
only SSH does not reach. Services and agents that are down there make no findings of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from actions.checks import reach
from actions.checks.names import Names
from actions.checks.texts import verb
from actions.facts import compute_services, host_status, network_agents, units, volume_services
from actions.model import Check, Finding, Severity, Snapshot


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host."""
    up, down = _states(snapshot)
    for host, error in reach.unreachable(snapshot).items():
        count, silent = up[host] + down[host], down[host]
        if silent:
            what = f"{silent} of {count} services and agents there {verb(silent, 'is', 'are')} down"
        elif count:
            what = f"its {count} services and agents still report, so the host itself lives"
        else:
            what = "no service is known there"
        yield Finding(
            "host-unreachable",
            Severity.CRITICAL if silent else Severity.WARNING,
            host,
            f"{host} cannot be reached over SSH ({_reason(host, error)}), and {what}.",
        )


def _states(snapshot: Snapshot) -> tuple[Counter[str | None], Counter[str | None]]:
    """How many services and agents are up, and how many down, by host of the site file."""
    names = Names.of(snapshot)
    services = (
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    )
    agents = snapshot.get(network_agents.PROBE) or ()
    states = [(names.host(s.host), s.state == "up") for s in services]
    states += [(names.host(a.host), a.alive) for a in agents]
    return Counter(h for h, well in states if well), Counter(h for h, well in states if not well)


def _reason(host: str, error: str) -> str:
    """The error, which may begin with the host and end with a full stop."""
    return error.removeprefix(f"{host}: ").rstrip(".")


CHECK = Check(
    "host-unreachable",
    "Hosts that SSH does not reach",
    (
        compute_services.PROBE,
        host_status.PROBE,
        network_agents.PROBE,
        units.PROBE,
        volume_services.PROBE,
    ),
    find,
)
