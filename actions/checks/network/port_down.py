"""A port of a running instance is DOWN: no agent has wired it.

Nova says ACTIVE and neutron's agent has not plugged the port, or has lost it: the instance has no
network there. Sources: /v2.0/ports, and the status of nova's newest instances; of one that is not
among those nobody knows whether it runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from actions.checks._support import pluggers
from actions.checks._support.wording import age, count, listed, verb
from actions.facts.neutron import network_agents, ports
from actions.facts.neutron.ports import DownPort
from actions.facts.nova import instances
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "port-down"
PATIENCE = 120.0
"""Seconds that an agent has to wire a port; what nova says of an instance is a minute old."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host; ports that could not be bound have one of their own."""
    reading = snapshot.reading(ports.PROBE)
    running = {i.id: i.name for i in snapshot.get(instances.PROBE) or () if i.status == "ACTIVE"}
    hosts: dict[str, list[DownPort]] = defaultdict(list)
    for port in reading.fact.down if reading.fact else ():
        fresh = port.updated is not None and reading.at - port.updated < PATIENCE
        if port.instance in running and port.binding != ports.FAILED and not fresh:
            hosts[port.host].append(port)
    for host, found in sorted(hosts.items()):
        yield _finding(snapshot, host, found, {p.instance: running[p.instance] for p in found})


def _finding(
    snapshot: Snapshot, host: str, found: Sequence[DownPort], names: dict[str, str]
) -> Finding:
    number = len(found)
    since = min((port.updated or 0.0 for port in found), default=0.0)
    lasts = f" for {age(snapshot.reading(ports.PROBE).at - since)}" if since and number == 1 else ""
    path = snapshot.site.invocation.command("path", found[0].instance)
    says = (
        f"{count(number, 'port')} on {host} {verb(number, 'has', 'have')} been DOWN{lasts}, while nova "
        f"calls {verb(number, 'the instance', 'the instances')} ACTIVE "
        f"({listed([name or id_ for id_, name in names.items()])}), and "
        f"{pluggers.state(snapshot, host)}: `{path}` tells what is seen of the wire there."
    )
    about = Entity(Kind.INSTANCE, found[0].instance)
    return Finding(CODE, Severity.WARNING, host, says, entity=about, down=True, since=since)


CHECK = Check(
    CODE,
    "Ports of running instances that are down",
    (instances.PROBE, network_agents.PROBE, ports.PROBE),
    find,
    Area.NETWORK,
)
