"""The hops beyond the instance's host: the tunnel, DHCP, the router and the floating IP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from actions.checks._support.wording import listed
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from actions.facts.neutron.wire import Wire
from actions.trace import ovn_hops
from actions.trace.hop import Hop, State
from actions.trace.ovn_hops import is_ovn
from actions.trace.topology import Topology

TUNNELS = ("geneve", "gre", "vxlan")


def routers_on(ground: Topology, network: str) -> list[Router]:
    """The routers that join a network, those with a gateway first."""
    ids = (ground.inside or {}).get(network, ())
    return sorted((ground.routers[i] for i in ids if i in ground.routers), key=lambda r: not r.gateway)


def tunnel_hop(ground: Topology, port: InstancePort, network: Network) -> Hop:
    """Both ends of the tunnels between the host and those that serve its network."""
    if not network.type:
        return Hop("tunnel", "", port.host, "unknown", "Neutron tells its type to administrators only.")
    if network.type not in TUNNELS:
        physical = f" on {network.physical}" if network.physical else ""
        says = f"None is needed: {network.name or network.id} is {network.type}{physical}."
        return Hop("tunnel", network.type, port.host, "ok", says)
    name = f"{network.type} {network.segment or ''}".rstrip()
    if is_ovn(ground, port.host):
        return ovn_hops.tunnel_hop(ground, port, network, name)
    if ground.wiring is None or ground.agents is None:
        return Hop("tunnel", name, port.host, "unknown", "Its ends were not checked yet.")
    near = _end(ground, port.host, network.type)
    if near.state == "breaks":
        return Hop("tunnel", name, port.host, "breaks", near.says)
    far = [_end(ground, host, network.type) for host in _served_from(ground, port, network)]
    well = [end for end in far if end.state == "ok"]
    where = f"{near.address} → {listed([end.address for end in well])}" if well else near.address
    if far and not well:
        best = next((end for end in far if end.state == "degraded"), far[0])
        return Hop("tunnel", name, near.address, best.state, f"Its other end: {best.says}")
    if near.state == "degraded":
        return Hop("tunnel", name, where, "degraded", near.says)
    says = "Both of its ends are known." if far else "Whatever serves the network is on the same host."
    return Hop("tunnel", name, where, "ok", says)


def _served_from(ground: Topology, port: InstancePort, network: Network) -> list[str]:
    """The other hosts with an agent that serves the network."""
    agents = [a for router in routers_on(ground, network.id) for a in ground.l3.of(router.id)]
    hosts = {agent.host for agent in (*agents, *ground.dhcp.of(network.id))}
    return sorted(hosts - {port.host})


class _End(NamedTuple):
    """A host's end of the tunnels."""

    state: State
    says: str = ""
    address: str = ""


def _end(ground: Topology, host: str, type_: str) -> _End:
    """A host's tunnel endpoint, and what is wrong with it; a silent agent leaves its tunnels."""
    agent = ground.pluggers.get(host)
    if agent is None:
        return _End("breaks", f"{host} has no agent that makes tunnels.")
    wiring = (ground.wiring or {}).get(agent.id)
    who = f"The {agent.type} on {host}"
    if wiring is None or not wiring.tunnel:
        return _End("breaks", f"{who} tells no endpoint: `local_ip` is missing in its file.")
    if type_ not in wiring.types:
        return _End("breaks", f"{who} makes no {type_} tunnels: see its `tunnel_types`.")
    if not agent.alive:
        return _End("degraded", f"{ground.silence(agent)}: it makes no new ones.", wiring.tunnel)
    return _End("ok", "", wiring.tunnel)


def dhcp_hop(ground: Topology, port: InstancePort, network: Network) -> Hop:
    """Who tells the instance its address."""
    agents = ground.dhcp.of(network.id)
    where = listed([agent.host for agent in agents])
    state, says = _dhcp(ground, port, network, agents)
    wires = _wires(ground, agents)
    if wires and state in ("ok", "degraded"):
        run = [host for host, wire in wires.items() if wire.runs("dnsmasq", network.id)]
        if run:
            says = f"{says.rstrip('.')}; its dnsmasq runs on {listed(run)}."
        elif len(wires) == len(agents):
            state, says = (
                "breaks",
                (
                    f"No dnsmasq runs for it on {listed(list(wires))}, so a boot gets no address: "
                    "the DHCP agent's log there says why."
                ),
            )
    return Hop("DHCP", network.name or network.id, where, state, says, seen=bool(wires))


def _wires(ground: Topology, agents: Sequence[Agent]) -> dict[str, Wire]:
    """What was seen on the agents' hosts, of those that could be asked."""
    return {agent.host: ground.wire[agent.host] for agent in agents if agent.host in ground.wire}


def _dhcp(
    ground: Topology, port: InstancePort, network: Network, agents: Sequence[Agent]
) -> tuple[State, str]:
    if ground.subnets is None:
        return "unknown", "Its subnets were not checked yet."
    if not any(subnet.dhcp for subnet in ground.subnets.get(network.id, ())):
        return "ok", "None of its subnets wants it."
    if is_ovn(ground, port.host):
        return "ok", "OVN answers on the host itself."
    if not agents and ground.dhcp.whole:
        give = f"`openstack network agent add network --dhcp AGENT {network.name or network.id}`"
        return "breaks", f"No DHCP agent serves the network, so a new boot gets no address: {give}."
    if not agents:
        return "unknown", "Not every DHCP agent was asked."
    return _alive(ground, agents, "leases may go on, new ports get none")


def _alive(ground: Topology, agents: Sequence[Agent], otherwise: str) -> tuple[State, str]:
    """Of several agents one is enough."""
    well = [agent for agent in agents if agent.alive and agent.admin_up]
    if well:
        dead = len(agents) - len(well)
        return "ok", f"{listed([a.host for a in well])} serves it" + (
            f", {dead} more do not." * bool(dead) or "."
        )
    first = agents[0]
    if not first.alive:
        return "degraded", f"{ground.silence(first)}: {otherwise}."
    return "degraded", f"The {first.type} on {first.host} was taken down: {otherwise}."


def router_hop(ground: Topology, port: InstancePort, network: Network) -> Hop:
    """The way from its network to an external one."""
    found = routers_on(ground, network.id)
    if not found:
        state, says = _no_router(ground, network)
        return Hop("router", "", "", state, says)
    router = found[0]
    agents = ground.l3.of(router.id)
    where = listed([agent.host for agent in agents])
    fault = next(_router_faults(ground, router, agents, is_ovn(ground, port.host)), None)
    name = router.name or router.id
    wires = _wires(ground, agents)
    space = f"qrouter-{router.id}"
    if wires and len(wires) == len(agents) and not any(space in w.spaces for w in wires.values()):
        says = f"{listed(list(wires))} has no namespace {space}: the L3 agent's log there says why."
        return Hop("router", name, where, "breaks", says, seen=True)
    if fault:
        return Hop("router", name, where, *fault, seen=bool(wires))
    outside = ground.networks.get(router.gateway)
    says = f"It leads to {outside.name if outside else router.gateway} as {' '.join(router.addresses)}."
    if wires:
        says = f"{says.rstrip('.')}; its namespace is there."
    return Hop("router", name, where, "ok", says, seen=bool(wires))


def _no_router(ground: Topology, network: Network) -> tuple[State, str]:
    if network.external:
        return "ok", f"None is needed: {network.name} itself leads outside."
    if ground.inside is None or ground.inside.get(network.id):
        return "unknown", "The routers and their ports were not checked yet."
    gateways = [s.gateway for s in (ground.subnets or {}).get(network.id, ()) if s.gateway]
    if network.type in ("flat", "vlan") and gateways:
        return "ok", f"None of neutron's: {gateways[0]} is a gateway outside of it."
    return "ends", f"No router joins {network.name or network.id}: `openstack router add subnet` does."


def _router_faults(
    ground: Topology, router: Router, agents: Sequence[Agent], ovn: bool
) -> Iterator[tuple[State, str]]:
    if not router.admin_up:
        yield (
            "breaks",
            f"It was switched off: `openstack router set --enable {router.name or router.id}`.",
        )
    if router.status == "ERROR":
        yield "breaks", "Neutron says ERROR of it: the L3 agent's log says why."
    if not agents and not ovn and ground.l3.whole:
        give = f"`openstack network agent add router --l3 AGENT {router.name or router.id}`"
        yield "breaks", f"No L3 agent serves it: {give}."
    if agents:
        state, says = _alive(ground, agents, "what is set up may go on, nothing new is")
        if state != "ok":
            yield state, says
    if not router.gateway:
        give = f"`openstack router set --external-gateway NETWORK {router.name or router.id}`"
        yield "ends", f"It has no gateway, so nothing leads outside: {give}."
    if not agents and not ovn:
        yield "unknown", "Not every L3 agent was asked."


def floating_hop(ground: Topology, port: InstancePort, network: Network) -> Hop:
    """The address by which it can be reached from outside."""
    if network.external:
        says = "None is needed: its own address is one of the external network."
        return Hop("floating IP", " ".join(port.addresses), "", "ok", says)
    if ground.floating is None:
        return Hop("floating IP", "", "", "unknown", "Floating IPs were not checked yet.")
    found = ground.floating.get(port.id)
    if found is None:
        says = "It has none, so nobody outside can reach it: `openstack server add floating ip`."
        return Hop("floating IP", "", "", "ends", says)
    if found.status == "ACTIVE":
        return Hop("floating IP", found.address, "", "ok", f"It leads to {found.fixed}.")
    says = f"It is {found.status}: the router's L3 agent has not set it up."
    return Hop("floating IP", found.address, "", "breaks", says)
