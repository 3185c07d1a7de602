"""Neutron could not bind ports of instances to their host (binding:vif_type binding_failed).

They have no network. At that moment no agent of that name was alive there, or none had the network's
physical network; neutron tries again only when it is asked to. Source: /v2.0/ports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from actions.checks._support import pluggers
from actions.checks._support.wording import count, listed, verb
from actions.facts.neutron import network_agents, ports
from actions.facts.neutron.ports import DownPort
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "port-binding-failed"
_MOST = 20
"""Ports that the evidence names."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host."""
    reading = snapshot.reading(ports.PROBE)
    hosts: dict[str, list[DownPort]] = defaultdict(list)
    for port in reading.fact.down if reading.fact else ():
        if port.binding == ports.FAILED:
            hosts[port.host].append(port)
    for host, found in sorted(hosts.items()):
        yield _finding(snapshot, host, found, reading.at)


def _finding(snapshot: Snapshot, host: str, found: Sequence[DownPort], at: float) -> Finding:
    number = len(found)
    says = (
        f"Neutron could not bind {count(number, 'port')} of {verb(number, 'an instance', 'instances')} "
        f"to {host} (binding failed: {listed([port.id for port in found])}), and "
        f"{pluggers.state(snapshot, host)}"
    )
    agent = pluggers.on(snapshot, host)
    able = agent is not None and agent.alive
    says += ": asked again now, it may do so." if able else ": that is to be mended first."
    told = "\n".join(f"{port.id} of instance {port.instance} on {host}" for port in found[:_MOST])
    return Finding(
        CODE,
        Severity.WARNING,
        host,
        says,
        "rebind-port" if able else "",
        (found[0].id if number == 1 else host) if able else "",
        Entity(Kind.INSTANCE, found[0].instance),
        down=True,
        since=min((port.updated or 0.0 for port in found), default=0.0),
        evidence=(Evidence("GET /v2.0/ports", told, at),),
    )


CHECK = Check(
    CODE,
    "Ports that could not be bound",
    (network_agents.PROBE, ports.PROBE),
    find,
    Area.NETWORK,
)
