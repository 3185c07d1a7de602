"""From facts to paths: from an instance's port to its bridge, tunnel, router and floating IP."""

from __future__ import annotations

from functools import lru_cache

from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.networks import Network
from actions.facts.nova.instances import Instance
from actions.model.fact import Snapshot
from actions.trace import local_hops, ovn_hops, remote_hops
from actions.trace.hop import Hop, Trace
from actions.trace.topology import Topology


@lru_cache(maxsize=2)
def traces(snapshot: Snapshot) -> tuple[Trace, ...]:
    """The path of each port of each instance that is known; one without ports has a short one."""
    ground = Topology.at(snapshot)
    return tuple(
        trace(ground, instance, port)
        for instance in ground.instances
        for port in (ground.ports or {}).get(instance.id) or (None,)
    )


def trace(ground: Topology, instance: Instance, port: InstancePort | None) -> Trace:
    """The path of one port, hop by hop, to its end even where it breaks."""
    first = local_hops.instance_hop(instance)
    if port is None:
        return Trace(instance, port, (first, local_hops.no_port(ground, instance)))
    network = ground.networks.get(port.network)
    running = instance.status in local_hops.RUNNING
    ovn = ovn_hops.is_ovn(ground, port.host)
    security = local_hops.security_hop(ground, port)
    hops = [
        first,
        local_hops.port_hop(instance, port),
        ovn_hops.groups_hop(ground, port, security) if ovn else security,
        *filter(None, [ovn_hops.logical_hop(ground, port, running=running) if ovn else None]),
        local_hops.bridge_hop(ground, port, network, running=running),
    ]
    if network is None:
        says = "Its network was not checked yet."
        return Trace(instance, port, (*hops, Hop("network", port.network, "", "unknown", says)))
    beyond = _through_ovn(ground, port, network) if ovn else _beyond(ground, port, network)
    return Trace(instance, port, (*hops, *beyond))


def _beyond(ground: Topology, port: InstancePort, network: Network) -> tuple[Hop, ...]:
    hops = (
        remote_hops.tunnel_hop,
        remote_hops.dhcp_hop,
        remote_hops.router_hop,
        remote_hops.floating_hop,
    )
    return tuple(hop(ground, port, network) for hop in hops)


def _through_ovn(ground: Topology, port: InstancePort, network: Network) -> tuple[Hop, ...]:
    """The same, and where packets leave: a gateway chassis and its bridge, or the instance's own."""
    tunnel, dhcp, router, floating = _beyond(ground, port, network)
    leads = next(iter(remote_hops.routers_on(ground, network.id)), None)
    gateway = ovn_hops.gateway_hop(ground, leads)
    localnet = ovn_hops.localnet_hop(ground, port, network, gateway)
    found = (tunnel, dhcp, router, gateway, localnet, ovn_hops.nat_hop(ground, port, floating))
    return tuple(hop for hop in found if hop is not None)
