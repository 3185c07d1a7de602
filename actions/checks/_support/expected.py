"""What must be among the facts of a cloud that is well: where it is not, nobody looked at what matters.

A probe that answered well and found nothing leaves its checks silent: a configuration in another place,
an empty catalog, units under other names. What may rightly be absent (cinder, neutron, storage hosts)
is not asked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from actions.checks._support import reachability
from actions.checks._support.wording import listed
from actions.deployments.all import DEPLOYMENTS, service_of
from actions.deployments.services import (
    CINDER_VOLUME,
    NOVA_API,
    NOVA_COMPUTE,
    OVN_NORTHD,
    OVN_SOUTHBOUND,
)
from actions.facts.cinder import volume_services
from actions.facts.hosts import conf, host_layout, host_status, units
from actions.facts.keystone import catalog
from actions.facts.neutron import network_agents
from actions.facts.nova import cell_instances, cell_mappings, compute_services, instance_mappings
from actions.facts.ovn import ovn_southbound
from actions.model.fact import Probe, Snapshot

_KNOWN = ", ".join(deployment.name for deployment in DEPLOYMENTS)
_ROLES = frozenset({"controller", "compute", "network", "database", "messaging"})
"""Roles of hosts on which units that stackmend knows run; storage may be anything."""


class Missing(NamedTuple):
    """What is not among the facts, and so was not checked."""

    probe: Probe[Any]
    """The checks that build on it are silent."""
    why: str
    """What was looked for and not found, and where."""
    subject: str = ""


def missing(snapshot: Snapshot) -> Iterable[Missing]:
    """All that is not there and must be."""
    for look in (
        _left_out,
        _cells,
        _configuration,
        _units,
        _disks,
        _catalog,
        _services,
        _agents,
        _ovn,
        _backends,
        _instances,
    ):
        yield from look(snapshot)


def _left_out(snapshot: Snapshot) -> Iterable[Missing]:
    """Hosts that the inventory names and nobody can reach by it."""
    for name, why in snapshot.site.left_out.items():
        yield Missing(host_status.PROBE, f"{name} of the inventory was not looked at: {why}", name)


def _cells(snapshot: Snapshot) -> Iterable[Missing]:
    """Nova's databases are found through a controller: a site file without one hides them all."""
    if not snapshot.site.having("controller"):
        gives = "the site file gives no host the role controller"
        if snapshot.site.listed:
            gives = "no list of the cloud's names a controller"
        why = f"{gives}, so nova's databases were not checked"
        yield Missing(cell_mappings.PROBE, why)
        return
    controllers = {host.name for host in snapshot.site.having("controller")}
    if controllers <= reachability.unreachable(snapshot).keys():
        why = f"no controller could be reached ({listed(controllers)}), so nova's databases were not "
        yield Missing(cell_mappings.PROBE, why + "checked")
    own = conf.nova_url(snapshot, "database")
    if own is not None and own[1].postgresql:
        why = f"[database] of {own[0]}'s nova.conf is PostgreSQL's, which is not looked at"
        yield Missing(cell_mappings.PROBE, f"{why}: nova's databases were not checked")
    api = snapshot.get(cell_mappings.PROBE)
    if api is not None and api.is_too_old:
        why = f"nova's API database is at migration {api.schema_version}, of a nova before Queens"
        yield Missing(cell_mappings.PROBE, why + ": not all that is checked is known of so old a nova")


def _configuration(snapshot: Snapshot) -> Iterable[Missing]:
    """Without nova.conf neither the cells nor what a host's services use are known."""
    told: set[str] = set()
    for role, service in (("controller", NOVA_API), ("compute", NOVA_COMPUTE)):
        hosts = [host.name for host in snapshot.site.having(role) if host.name not in told]
        without = [
            name
            for name in hosts
            if snapshot.get(conf.PROBE, name) is not None
            and conf.conf_of(snapshot, name, service) is None
        ]
        told |= set(without)
        for laid, found in _by_deployment(snapshot, without).items():
            why = f"no nova.conf was found on {listed(found)}, {_where(laid, service)}"
            yield Missing(conf.PROBE, why, found[0] if len(found) == 1 else "")


def _where(name: str, service: str) -> str:
    """Where else it may be, or what was looked for."""
    laid = next((one for one in DEPLOYMENTS if one.name == name), None)
    if laid is None:
        return "nor the marks of any deployment that stackmend knows"
    path = next(iter(laid.configurations.get(service, ())), "")
    there = " or ".join(filter(None, (f"at {path}" if path else "", laid.absent)))
    return f"which is {name}: there it would be {there}"


def _by_deployment(snapshot: Snapshot, hosts: Iterable[str]) -> dict[str, list[str]]:
    """Hosts by the name of what they were recognised as; empty: as nothing."""
    found: dict[str, list[str]] = {}
    for host in hosts:
        laid = host_layout.deployment(snapshot, host)
        found.setdefault(laid.name if laid else "", []).append(host)
    return found


def _units(snapshot: Snapshot) -> Iterable[Missing]:
    """A host of OpenStack's without a unit of OpenStack's runs it in some other way."""
    hosts = [host.name for host in snapshot.site.hosts if host.roles & _ROLES]
    without = [name for name in hosts if snapshot.get(units.PROBE, name) == {}]
    if without:
        why = f"no unit of OpenStack's was found on {listed(without)} (looked for those of {_KNOWN})"
        yield Missing(units.PROBE, why, without[0] if len(without) == 1 else "")


def _disks(snapshot: Snapshot) -> Iterable[Missing]:
    for host, status in snapshot.each(host_status.PROBE).items():
        if not status.file_systems:
            yield Missing(host_status.PROBE, f"df named no file system on {host}", host)


def _catalog(snapshot: Snapshot) -> Iterable[Missing]:
    """Only what the catalog offers is asked."""
    offered = snapshot.get(catalog.PROBE)
    if offered is None:
        return
    if not any(service.here for service in offered):
        what = "has no endpoint" if offered else "is empty"
        if others := {one.region for service in offered for one in service.addresses}:
            chosen = snapshot.site.invocation.region
            what = f"has no endpoint in region {chosen}, only in {listed(others)}"
        yield Missing(catalog.PROBE, f"Keystone's catalog {what}, so no API was asked")
        return
    hosts = [host.name for host in snapshot.site.having("compute")]
    if hosts and not any(service.type == "compute" and service.here for service in offered):
        why = (
            f"Keystone's catalog offers no compute service, though {listed(hosts)} has the role compute"
        )
        yield Missing(compute_services.PROBE, why)


def _services(snapshot: Snapshot) -> Iterable[Missing]:
    if snapshot.get(compute_services.PROBE) == ():
        yield Missing(compute_services.PROBE, "nova's API lists no service at all")


def _agents(snapshot: Snapshot) -> Iterable[Missing]:
    """A network of another kind has no agents, and no units of agents."""
    if snapshot.get(network_agents.PROBE) == ():
        hosts = _running(snapshot, _is_agent)
        if hosts:
            why = f"neutron lists no agent, though units of agents run on {listed(hosts)}"
            yield Missing(network_agents.PROBE, why)


def _ovn(snapshot: Snapshot) -> Iterable[Missing]:
    """Without OVN's own word a dead chassis may look alive; a host that is down is told by itself."""
    if not any(agent.ovn for agent in snapshot.get(network_agents.PROBE) or ()):
        return
    names = [host.name for host in snapshot.site.hosts]
    central = (OVN_SOUTHBOUND, OVN_NORTHD)
    runs = any(reachability.unit(snapshot, name, of) for name in names for of in central)
    if not runs and names and all(reachability.units_known(snapshot, name) for name in names):
        why = (
            "neutron lists agents of OVN's, and no host of the site file runs its databases, so "
            "chassis were not checked: neutron notices late that one is dead"
        )
        yield Missing(ovn_southbound.PROBE, why)
    known = snapshot.get(ovn_southbound.PROBE)
    if known is not None and known.bound is None:
        why = f"OVN's southbound database on {known.host} did not list its ports in time, or refused"
        yield Missing(ovn_southbound.PROBE, f"{why}: which of them are on dead chassis was not checked")


def _backends(snapshot: Snapshot) -> Iterable[Missing]:
    if snapshot.get(volume_services.PROBE) == ():
        hosts = _running(snapshot, lambda binary: binary == CINDER_VOLUME)
        if hosts:
            why = f"cinder lists no service, though {CINDER_VOLUME} runs on {listed(hosts)}"
            yield Missing(volume_services.PROBE, why)


def _is_agent(binary: str) -> bool:
    neutrons = binary.startswith("neutron-") and binary.endswith("-agent")
    return neutrons or binary == network_agents.CONTROLLER


def _running(snapshot: Snapshot, wanted: Callable[[str], bool]) -> set[str]:
    """The hosts on which a unit that runs such a binary is active."""
    return {
        host
        for host, known in snapshot.each(units.PROBE).items()
        for unit in known.values()
        if unit.active == "active" and wanted(service_of(unit.name))
    }


def _instances(snapshot: Snapshot) -> Iterable[Missing]:
    """More rows than are read: those that are left out were not compared."""
    mappings = snapshot.get(instance_mappings.PROBE)
    if mappings is not None and not mappings.whole:
        yield Missing(instance_mappings.PROBE, f"instance mappings but the newest {_LIMIT}")
    for uuid, cell in snapshot.each(cell_instances.PROBE).items():
        if not cell.whole:
            why = f"instances of the cell {uuid} but the newest {_LIMIT}"
            yield Missing(cell_instances.PROBE, why, uuid)


_LIMIT = f"{instance_mappings.LIMIT:,} were not compared"
