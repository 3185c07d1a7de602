"""OVN as its own databases tell it: chassis that are dead whatever neutron says, servers that serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from actions.checks._support import reachability
from actions.checks._support.wording import age, count
from actions.deployments.services import OVN_CONTROLLER, OVN_NORTHBOUND, OVN_NORTHD, OVN_SOUTHBOUND
from actions.facts.hosts import units
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.ovn import ovn_controllers, ovn_databases, ovn_southbound
from actions.facts.ovn.ovn_databases import Server
from actions.facts.ovn.ovn_southbound import Chassis, Southbound
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Probe, Snapshot

DOWN = 75.0
"""Seconds of silence after which neutron, too, takes an agent for dead (agent_down_time)."""

NEEDS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    ovn_controllers.PROBE,
    ovn_southbound.PROBE,
)
"""What the functions about chassis read."""
SERVERS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    ovn_databases.PROBE,
    units.PROBE,
)
"""What those about servers read."""
TITLES = {
    OVN_NORTHBOUND: "OVN's northbound database",
    OVN_SOUTHBOUND: "OVN's southbound database",
    OVN_NORTHD: "northd",
}


MANY = Entity(Kind.CHASSIS, "most of OVN's")
"""What each of them needs where more than half are silent at once."""


def many(snapshot: Snapshot) -> bool:
    """So many are silent that what they share is the likelier reason."""
    known = snapshot.get(ovn_southbound.PROBE)
    return known is not None and len(dead(snapshot)) > max(2, len(known.chassis) / 2)


@lru_cache(maxsize=2)
def alive(snapshot: Snapshot) -> frozenset[str]:
    """Names of the chassis that answer."""
    known = snapshot.get(ovn_southbound.PROBE)
    names = (one.name for one in (known.chassis if known else ()) if one.known)
    return frozenset(names) - dead(snapshot).keys()


def host_of(snapshot: Snapshot, chassis: Chassis) -> str | None:
    """The site file's name of its host."""
    return reachability.host_names(snapshot).host(chassis.hostname) if chassis.hostname else None


def cut_off(snapshot: Snapshot, host: str) -> bool:
    """A controller that runs, and is not connected to the southbound database or does not answer."""
    own = snapshot.get(ovn_controllers.PROBE, host)
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER)
    if own is None or own.connection == "connected" or unit is None or unit.active != "active":
        return False
    return not unit.looping and not reachability.starting(unit)


@lru_cache(maxsize=2)
def without_chassis(snapshot: Snapshot) -> Sequence[str]:
    """The hosts that are to run a controller and of which no row is left: it takes its own along."""
    known = snapshot.get(ovn_southbound.PROBE)
    there = {host_of(snapshot, one) for one in (known.chassis if known else ()) if one.known}
    return [host for host in hosts(snapshot, OVN_CONTROLLER) if known and host not in there]


def title(snapshot: Snapshot, name: str) -> str:
    """A chassis as an operator knows it: by its hostname, where OVN has one; names are UUIDs mostly."""
    known = snapshot.get(ovn_southbound.PROBE)
    found = next((one.hostname for one in (known.chassis if known else ()) if one.name == name), "")
    return found or name


def entity(snapshot: Snapshot, chassis: Chassis) -> Entity:
    """The ovn-controller of its host; the chassis itself, where nobody knows the host."""
    host = host_of(snapshot, chassis)
    return service(host, OVN_CONTROLLER) if host else Entity(Kind.CHASSIS, chassis.name)


def silence(snapshot: Snapshot, chassis: Chassis) -> float:
    """Seconds since it last answered; 0: it never did."""
    reading = snapshot.reading(ovn_southbound.PROBE)
    return max(0.0, reading.at - reading.took - chassis.answered) if chassis.answered else 0.0


@lru_cache(maxsize=2)
def dead(snapshot: Snapshot) -> Mapping[str, Chassis]:
    """By name, those that were asked for a sign of life and have not given one.

    One question behind is late and not dead where its controller is seen to be connected: a big cloud's
    computes for minutes at times.
    """
    known = snapshot.get(ovn_southbound.PROBE)
    return {one.name: one for one in known.chassis if _dead(snapshot, known, one)} if known else {}


def _dead(snapshot: Snapshot, known: Southbound, chassis: Chassis) -> bool:
    behind = known.nb_cfg - chassis.nb_cfg
    host = host_of(snapshot, chassis)
    own = snapshot.get(ovn_controllers.PROBE, host) if host else None
    if own is not None and own.connection == "connected" and own.chassis == chassis.name and behind < 2:
        return False
    return behind > 1 if not chassis.answered else behind > 0 and silence(snapshot, chassis) >= DOWN


def heard(snapshot: Snapshot, chassis: Chassis) -> str:
    """How long it is silent, and by what one can tell, as the end of a sentence."""
    known = snapshot.get(ovn_southbound.PROBE)
    number = f"it has seen nb_cfg {chassis.nb_cfg} of {known.nb_cfg if known else '?'}"
    if not chassis.answered:
        return f"has never answered ({number})"
    return f"has not answered for {age(silence(snapshot, chassis))} ({number})"


def agent(snapshot: Snapshot, chassis: Chassis) -> Agent | None:
    """Neutron's row of it: its id is the chassis' name."""
    rows = snapshot.get(network_agents.PROBE) or ()
    return next((a for a in rows if a.id == chassis.name and a.binary == OVN_CONTROLLER), None)


@lru_cache(maxsize=2)
def _answering(snapshot: Snapshot) -> Mapping[str, Chassis]:
    """By hostname."""
    known, gone = snapshot.get(ovn_southbound.PROBE), dead(snapshot)
    alive = (one for one in (known.chassis if known else ()) if one.name not in gone)
    return {one.hostname: one for one in alive if one.hostname}


def twin(snapshot: Snapshot, chassis: Chassis) -> Chassis | None:
    """Another chassis of the same hostname that answers: this one was left behind."""
    other = _answering(snapshot).get(chassis.hostname)
    return other if other is not None and other.name != chassis.name else None


def held(snapshot: Snapshot, chassis: Chassis) -> tuple[int | None, tuple[str, ...]]:
    """How many ports of instances (None: they could not be counted), and which routers', are on it."""
    known = snapshot.get(ovn_southbound.PROBE)
    if known is None:
        return None, ()
    ports = None
    if known.bound is not None:
        ports = sum(bound.count for bound in known.bound if bound.chassis == chassis.name)
    return ports, tuple(sorted(port for port, on in known.gateways.items() if on == chassis.name))


def keeps(snapshot: Snapshot, chassis: Chassis) -> str:
    """What speaks against deleting it: what is on it, or that nobody knows; empty: nothing is."""
    ports, routers = held(snapshot, chassis)
    if ports or routers:
        return (
            f"{count(ports or 0, 'port')} of instances and {count(len(routers), 'gateway')} of routers "
            f"are on chassis {chassis.name}: evacuate the instances and reschedule the gateways first."
        )
    if ports is None:
        return (
            "OVN's southbound database did not list its ports, so nobody knows whether any is on "
            f"chassis {chassis.name}: it stays."
        )
    return ""


def kept_with(snapshot: Snapshot, agents: Iterable[Agent]) -> str:
    """What is on the chassis that neutron deletes with its rows, or that nobody knows; empty: nothing.

    Empty, too, where no host of the site is known to run OVN's southbound database.
    """
    reading = snapshot.reading(ovn_southbound.PROBE)
    if reading.error:
        return (
            "OVN's southbound database could not be read, so nobody knows what is on the chassis that "
            f"goes with it: {reading.error.rstrip('.')}."
        )
    known = [one for one in (reading.fact.chassis if reading.fact else ()) if one.known]
    for row in agents:
        names = {row.id} if row.kind == OVN_CONTROLLER else {row.id, row.host}
        for one in known:
            if not names.isdisjoint((one.name, one.hostname)) and (found := keeps(snapshot, one)):
                return found
    return ""


def servers(snapshot: Snapshot, of: str) -> Mapping[str, Server]:
    """By host, the servers of a database that were asked."""
    known = snapshot.each(ovn_databases.PROBE)
    return {host: one.servers[of] for host, one in known.items() if of in one.servers}


@lru_cache(maxsize=8)
def serving(snapshot: Snapshot, of: str) -> Sequence[str]:
    """The hosts whose server of a database, or whose northd, is well."""
    if of == OVN_NORTHD:
        return [
            host for host, one in snapshot.each(ovn_databases.PROBE).items() if one.northd == "active"
        ]
    return [host for host, one in servers(snapshot, of).items() if not one.fault]


@lru_cache(maxsize=8)
def hosts(snapshot: Snapshot, of: str) -> Sequence[str]:
    """The hosts on which a unit is to run it."""
    names = (host.name for host in snapshot.site.hosts)
    return [host for host in names if reachability.unit(snapshot, host, of) is not None]
