"""A host of the site file does not answer over SSH.

Nothing on it can be seen or mended; what nova and neutron say of it tells a dead host from one that
only SSH does not reach. Services and agents that are down there make no findings of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks import reach
from actions.checks.names import Names
from actions.checks.texts import verb
from actions.facts import compute_services, host_status, network_agents, units, volume_services
from actions.model import Check, Finding, Severity, Snapshot


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host."""
    names = Names.of(snapshot)
    services = (
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    )
    agents = snapshot.get(network_agents.PROBE) or ()
    for host, error in reach.unreachable(snapshot).items():
        states = [s.state == "up" for s in services if names.host(s.host) == host]
        states += [a.alive for a in agents if names.host(a.host) == host]
        down = states.count(False)
        if down:
            what = f"{down} of {len(states)} services and agents there {verb(down, 'is', 'are')} down"
        elif states:
            what = f"its {len(states)} services and agents still report, so the host itself lives"
        else:
            what = "no service is known there"
        yield Finding(
            "host-unreachable",
            Severity.CRITICAL if down else Severity.WARNING,
            host,
            f"{host} cannot be reached over SSH ({_reason(host, error)}), and {what}.",
        )


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
