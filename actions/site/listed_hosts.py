"""The hosts of a cloud by its own lists: what reports to nova, neutron and cinder, and from where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from actions.deployments.services import CINDER_VOLUME, NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.cinder import volume_services
from actions.facts.keystone import catalog
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services, hypervisors
from actions.formats.host_name import plain_name, short
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query
from actions.model.site import Host
from actions.site.site_file import check_names

_ROLES: Mapping[str, str] = {
    NOVA_CONDUCTOR: "controller",
    NOVA_SCHEDULER: "controller",
    NOVA_COMPUTE: "compute",
    CINDER_VOLUME: "storage",
    "DHCP agent": "network",
    "L3 agent": "network",
    "OVN Controller Gateway agent": "network",
}
"""What a host is for, by the service or the type of agent that it runs."""

_NODES = "Baremetal Node"
"""The type of agent whose hosts are ironic's nodes, by their UUIDs."""

_IRONIC = "ironic"
"""A hypervisor's type; kolla-ansible adds it to the host's name, so that one runs two nova-computes."""

_SHARED = frozenset({"hostgroup"})
"""What TripleO calls all hosts of a volume backend together."""


def _where_bare(snapshot: Snapshot) -> Mapping[str, Query]:
    """The hypervisors, only where ironic is: they tell its nova-computes from the others."""
    offered = snapshot.get(catalog.PROBE) or ()
    bare = any(service.type == "baremetal" for service in offered)
    return hypervisors.PROBE.ask(snapshot) if bare else {}


LISTS: Mapping[str, Probe[Any]] = {
    "nova": compute_services.PROBE,
    "neutron": network_agents.PROBE,
    "cinder": volume_services.PROBE,
}
"""By whose list it is."""
PROBES = (*LISTS.values(), replace(hypervisors.PROBE, ask=_where_bare))


class Row(NamedTuple):
    """What one row of a list says of a host."""

    name: str
    role: str
    """Empty: it tells none."""
    up: bool
    heard: float | None = None
    """When it last reported, in seconds since the epoch."""


@dataclass(frozen=True)
class Listed:
    """One machine."""

    names: tuple[str, ...]
    """All that it may be called, whole names first."""
    roles: frozenset[str]
    up: bool
    """Something on it reports."""
    heard: float | None = None
    """When anything on it did last; None: nobody knows."""


def rows(snapshot: Snapshot) -> Iterator[Row]:
    """What the lists say; volume hosts without their backends, and no node of ironic's."""
    bare = _only_bare(snapshot)
    for service in snapshot.get(compute_services.PROBE) or ():
        role = "" if service.binary == NOVA_COMPUTE and service.host in bare else service.binary
        yield Row(service.host, _ROLES.get(role, ""), service.state == "up", service.heartbeat)
    for agent in snapshot.get(network_agents.PROBE) or ():
        if agent.type != _NODES and not agent.chassis_deleted:
            yield Row(agent.host, _ROLES.get(agent.type, ""), agent.alive, agent.heartbeat)
    for service in snapshot.get(volume_services.PROBE) or ():
        name = service.host.partition("#")[0].partition("@")[0]
        if name not in _SHARED:
            yield Row(name, _ROLES.get(service.binary, ""), service.state == "up", service.heartbeat)


def _only_bare(snapshot: Snapshot) -> set[str]:
    """The hosts of nova-compute that are for ironic's nodes alone."""
    known = snapshot.get(hypervisors.PROBE) or ()
    return {h.host for h in known if h.type == _IRONIC} - {h.host for h in known if h.type != _IRONIC}


def machines(listed: Iterable[Row]) -> tuple[Listed, ...]:
    """Each machine once, controllers first, and of those the ones that report.

    What is no name of a machine is left out: `rbd:volumes`, under which several serve one backend.
    """
    groups: dict[str, list[Row]] = {}
    kept = [row for row in listed if _is_name(row.name)]
    whole = _whole_names(kept)
    for row in kept:
        groups.setdefault(_one_name(plain_name(row.name), whole), []).append(row)
    second = {f"{short(name)}-{_IRONIC}" for name in groups}
    shared = {part for part, names in whole.items() if len(names) > 1}
    found = (_machine(some, shared) for name, some in groups.items() if short(name) not in second)
    return tuple(sorted(found, key=_order))


def _is_name(name: str) -> bool:
    try:
        check_names(Host(name))
    except ValueError:
        return False
    return True


def _whole_names(found: Iterable[Row]) -> dict[str, set[str]]:
    """The names with a domain, by their part before the first dot."""
    whole: dict[str, set[str]] = {}
    for name in {plain_name(row.name) for row in found}:
        if short(name) != name:
            whole.setdefault(short(name), set()).add(name)
    return whole


def _one_name(name: str, whole: Mapping[str, set[str]]) -> str:
    """A name without a domain is the only one with it that begins so."""
    others = whole.get(name, set())
    return min(others) if len(others) == 1 else name


def _machine(found: list[Row], shared: set[str]) -> Listed:
    names = {plain_name(row.name): row.name for row in found}
    for name in [name for name in names if short(name) not in {name, *shared}]:
        names.setdefault(short(name), names[name].partition(".")[0])
    ordered = sorted(names, key=lambda name: (-len(name), name))
    roles = frozenset(row.role for row in found) - {""}
    heard = max((row.heard for row in found if row.heard is not None), default=None)
    return Listed(tuple(names[name] for name in ordered), roles, any(row.up for row in found), heard)


def _order(one: Listed) -> tuple[bool, bool, str]:
    controller = "controller" in one.roles
    return not controller, controller and not one.up, one.names[0]
