"""HAProxy has taken a server out: its checks fail.

With others left, redundancy is lost and nobody notices yet; without any, all who ask get 503 or are
refused. Source: `show stat` of HAProxy's socket. A server that a person set to MAINT is left alone,
and one that stands by where one leads (redis).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from actions.checks._support import entities, reachability
from actions.checks._support.wording import age, listed
from actions.deployments import pools
from actions.deployments.all import DEPLOYMENTS, service_of
from actions.facts.balancing import balancers
from actions.facts.balancing.balancers import Server
from actions.model.entity import Entity, service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "backend-down"
_CHECKS = {
    "L4CON": "refused",
    "L4TOUT": "no connection in time",
    "L6TOUT": "no TLS in time",
    "L7TOUT": "no answer in time",
    "L7STS": "another HTTP status than wanted",
    "L7RSP": "no valid answer",
}

_PORTS = {
    port: unit
    for deployment in DEPLOYMENTS
    for part in deployment.parts.values()
    for unit, ports in part.units.items()
    for port in ports
}


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a proxy, of what all HAProxys have out; and one for each that is alone with it."""
    asked: dict[str, dict[str, list[Server]]] = defaultdict(dict)
    for host, one in sorted(snapshot.each(balancers.PROBE).items()):
        for server in one.servers:
            asked[server.proxy].setdefault(host, []).append(server)
    for proxy, told in sorted(asked.items()):
        down = {host: {one.name: one for one in _out(some)} for host, some in told.items()}
        everywhere = set.intersection(*(set(some) for some in down.values()))
        up = any(
            one.name == "BACKEND" and one.status.startswith("UP") for s in told.values() for one in s
        )
        if everywhere:
            first = next(iter(down.values()))
            found = [first[name] for name in sorted(everywhere)]
            says = "the others serve" if up else "none is left, so nobody is served"
            yield _finding(snapshot, proxy, found, list(told), says, left=up)
        for host, some in down.items():
            if alone := [some[name] for name in sorted(some.keys() - everywhere)]:
                others = f"HAProxy on {listed(set(told) - {host})} has not"
                yield _finding(snapshot, f"{proxy} {host}", alone, [host], others, left=True)


def _out(pool: Sequence[Server]) -> Iterator[Server]:
    """Not one whose last check was well: it comes back after a few of them ("DOWN 1/2").

    Nor one that only stands by.
    """
    servers = [one for one in pool if one.name not in ("BACKEND", "FRONTEND")]
    served = any(one.status.startswith("UP") for one in servers)
    for one in servers:
        down = one.status.startswith("DOWN") and not one.check.endswith("OK")
        if down and not pools.stands_by(one.proxy, one.check, served=served):
            yield one


def _finding(
    snapshot: Snapshot,
    subject: str,
    found: Sequence[Server],
    hosts: Sequence[str],
    others: str,
    *,
    left: bool,
) -> Finding:
    shown = listed(
        [f"{one.name} ({_CHECKS.get(one.check, one.check or 'no reason')})" for one in found]
    )
    oldest = max(one.age for one in found)
    says = (
        f"HAProxy on {listed(hosts)} has {shown} of {found[0].proxy} down for "
        f"{age(oldest)}, and {others}: see what answers there."
    )
    reading = snapshot.reading(balancers.PROBE, hosts[0])
    rows = "\n".join(f"{one.proxy} {one.name} {one.status} {one.check} {one.address}" for one in found)
    return Finding(
        CODE,
        Severity.WARNING if left else Severity.CRITICAL,
        subject,
        says,
        entity=_about(snapshot, found[0], hosts[0]),
        since=reading.since(oldest),
        evidence=(Evidence(f"show stat of HAProxy on {hosts[0]}", rows, reading.at),),
    )


def _about(snapshot: Snapshot, server: Server, host: str) -> Entity:
    """What listens where the server is, as far as its port tells; else the proxy itself."""
    place, _, port = server.address.rpartition(":")
    on = reachability.host_names(snapshot).host(place) if place else None
    unit = _PORTS.get(int(port)) if port.isdigit() else None
    return service(on, service_of(unit)) if on and unit else entities.behind_proxy(host, server.proxy)


CHECK = Check(
    CODE,
    "Servers that HAProxy has taken out",
    (*reachability.HEARD_NEEDS, balancers.PROBE),
    find,
    Area.HOSTS,
)
