"""From facts to paths: from an instance's port to its bridge, tunnel, router and floating IP."""

from __future__ import annotations

from functools import lru_cache

from actions.facts.instance_ports import InstancePort
from actions.facts.instances import Instance
from actions.model import Snapshot
from actions.trace import far, near
from actions.trace.ground import Ground
from actions.trace.hop import Hop, Trace


@lru_cache(maxsize=2)
def traces(snapshot: Snapshot) -> tuple[Trace, ...]:
    """The path of each port of each instance that is known; one without ports has a short one."""
    ground = Ground.at(snapshot)
    return tuple(
        trace(ground, instance, port)
        for instance in ground.instances
        for port in (ground.ports or {}).get(instance.id) or (None,)
    )


def trace(ground: Ground, instance: Instance, port: InstancePort | None) -> Trace:
    """The path of one port, hop by hop, to its end even where it breaks."""
    first = near.instance_hop(instance)
    if port is None:
        return Trace(instance, port, (first, near.no_port(ground, instance)))
    network = ground.networks.get(port.network)
    hops = [
        first,
        near.port_hop(instance, port),
        near.security_hop(ground, port),
        near.bridge_hop(ground, port, network),
    ]
    if network is None:
        says = "Its network was not looked at yet."
        return Trace(instance, port, (*hops, Hop("network", port.network, "", "unknown", says)))
    beyond = (far.tunnel_hop, far.dhcp_hop, far.router_hop, far.floating_hop)
    return Trace(instance, port, (*hops, *(hop(ground, port, network) for hop in beyond)))
