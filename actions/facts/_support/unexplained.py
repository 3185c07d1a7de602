"""What is silent although nothing seen says why: for its sake dear questions are asked.

A service that somebody stopped is silent of itself, and so is one whose host answers nobody: neither
its broker nor its account is suspected.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.deployments.all import service_of
from actions.deployments.services import NOVA_COMPUTE, NOVA_CONDUCTOR
from actions.facts.cinder import volume_services
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services
from actions.formats.host_name import short_name
from actions.model.fact import Snapshot

Silent = frozenset[tuple[str, str]]
"""Services by the short name of their host and their own."""


def unexplained(snapshot: Snapshot) -> Silent:
    """Services and agents that do not report, though they were not stopped, and their host answers.

    nova-compute reports through a conductor. OVN's agents report to OVN, and need neither broker nor
    account.
    """
    rows = (
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    )
    agents = snapshot.get(network_agents.PROBE) or ()
    down = [(row.host, row.binary) for row in rows if row.state == "down" and row.status != "disabled"]
    down += [(a.host, a.binary) for a in agents if not (a.alive or a.ovn) and a.admin_up]
    unseen = set(map(short_name, snapshot.errors(units.PROBE)))
    silent = {(short_name(host), name) for host, name in down if short_name(host) not in unseen}
    silent -= {(host, name) for host, name, unit in of_hosts(snapshot) if unit.ended_well}
    if stopped(snapshot, NOVA_CONDUCTOR):
        silent = {one for one in silent if one[1] != NOVA_COMPUTE}
    return frozenset(silent)


def stopped(snapshot: Snapshot, service: str) -> bool:
    """Whether its units are known, and somebody has stopped each of them."""
    states = [unit.ended_well for _, name, unit in of_hosts(snapshot) if name == service]
    return bool(states) and all(states)


def of_hosts(snapshot: Snapshot) -> Iterator[tuple[str, str, Unit]]:
    """The short name of a host, a service there, and its unit."""
    for host, known in snapshot.each(units.PROBE).items():
        for unit in known.values():
            yield short_name(host), service_of(unit.name), unit
