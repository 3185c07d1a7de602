"""The needs of compute hosts and instances: who writes for them, and whom they call."""

from __future__ import annotations

from actions.causes.needs.configured import any_of, hosts_of, services
from actions.causes.needs.model import Pairs
from actions.checks._support import compute_conf, conductors, reachability, troubled_instances
from actions.checks._support.entities import account
from actions.checks._support.renamed import renamed
from actions.checks._support.unreached import unreached
from actions.deployments.services import NOVA_API, NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.hosts import host_status
from actions.facts.neutron import agent_wiring, network_agents
from actions.facts.placement import stale_allocations
from actions.model.entity import Entity, Kind, api, host, service
from actions.model.fact import Snapshot


def computes_conductor(snapshot: Snapshot) -> Pairs:
    """Its heartbeat is written by a conductor of its cell."""
    known = conductors.of(snapshot, hosts_of(snapshot, NOVA_CONDUCTOR))
    for on, name in services(snapshot):
        if name == NOVA_COMPUTE:
            own = conductors.heard_by(snapshot, known, on, name)
            yield from any_of(snapshot, service(on, name), own, NOVA_CONDUCTOR)


def instances_hosts(snapshot: Snapshot) -> Pairs:
    """Of those that failed or are stuck: what works at them, or was to find them a host."""
    known = [
        one
        for one in troubled_instances.known(snapshot)
        if one.status in ("BUILD", "ERROR") or one.task
    ]
    homeless = not all(one.host for one in known)
    sought = {
        NOVA_SCHEDULER: hosts_of(snapshot, NOVA_SCHEDULER) if homeless else [],
        NOVA_CONDUCTOR: _superconductors(snapshot) if homeless else [],
    }
    for one in known:
        about = Entity(Kind.INSTANCE, one.id)
        if one.host:
            yield about, troubled_instances.compute_of(snapshot, one.host)
            continue
        for name, hosts in sought.items():
            yield from any_of(snapshot, about, hosts, name)


def _superconductors(snapshot: Snapshot) -> list[str]:
    """The conductors that nova's API sends to: before an instance has a host, it has no cell."""
    apis, known = hosts_of(snapshot, NOVA_API), hosts_of(snapshot, NOVA_CONDUCTOR)
    queues = conductors.of(snapshot, known)
    heard = {one for on in apis for one in conductors.heard_by(snapshot, queues, on, NOVA_API)}
    return [one for one in known if one in heard] if apis else known


def providers_placement(snapshot: Snapshot) -> Pairs:
    """A provider is written through placement's API, by nova-compute's account there."""
    names = reachability.host_names(snapshot)
    for node in stale_allocations.nodes(snapshot):
        about = Entity(Kind.PROVIDER, node.name)
        yield about, api("placement")
        user = compute_conf.setting(snapshot, names.same(node.host), "placement", "username")
        if user and user.value:
            yield about, account("keystone", user.value)


def computes_calls(snapshot: Snapshot) -> Pairs:
    """The way to the APIs that nova-compute calls, where its host has none."""
    for one in unreached(snapshot):
        yield from ((service(on, NOVA_COMPUTE), one.about) for on in one.hosts)


def names_machines(snapshot: Snapshot) -> Pairs:
    """Without a site file, a renamed machine's other name is listed as a host, which nobody reaches."""
    names = reachability.host_names(snapshot)
    agents = snapshot.get(network_agents.PROBE) or ()
    plug = {agent.binary for agent in agents if agent.type in agent_wiring.KINDS}
    for one in renamed(snapshot):
        other = names.host(one.new)
        if other in (None, one.host) or snapshot.get(host_status.PROBE, other) is not None:
            continue
        for about in (host(other), *(service(other, binary) for binary in plug)):
            yield about, service(one.host, NOVA_COMPUTE)
