"""Addresses that wander between hosts: who is to have each, and who has it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.all import units_of
from actions.deployments.services import VIP_KEEPER
from actions.facts.balancing import balancers
from actions.facts.hosts import units
from actions.model.fact import Snapshot


def keepers(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """By address: the hosts whose configuration names it."""
    found: dict[str, list[str]] = {}
    for host, told in snapshot.each(balancers.PROBE).items():
        for address in sorted(told.vips):
            found.setdefault(address, []).append(host)
    return {address: tuple(sorted(hosts)) for address, hosts in sorted(found.items())}


def holders(snapshot: Snapshot, address: str) -> list[str]:
    """The hosts that have it."""
    told = snapshot.each(balancers.PROBE).items()
    return sorted(host for host, one in told if address in one.addresses)


def all_asked(snapshot: Snapshot) -> bool:
    """Every host with keepalived has just answered: one that did not may have the address."""
    known = snapshot.each(units.PROBE)
    if any(host.name not in known for host in snapshot.site.hosts):
        return False
    keeping = [host for host, found in known.items() if set(units_of(VIP_KEEPER)) & found.keys()]
    readings = [snapshot.reading(balancers.PROBE, host) for host in keeping]
    return all(reading.fact is not None and not reading.error for reading in readings)
