"""The hops of a path through OVN: logical port, port groups, geneve, gateway chassis, localnet, NAT."""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.wording import count, listed
from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.neutron.networks import Network
from actions.facts.neutron.routers import Router
from actions.facts.ovn.ovn_northbound import Gateway
from actions.facts.ovn.ovn_ports import DROP, group_of
from actions.facts.ovn.ovn_southbound import Chassis
from actions.formats.host_name import short_name
from actions.trace.hop import Hop, State
from actions.trace.ovn_view import OvnView
from actions.trace.topology import Topology

_SYNC = "neutron's own tool compares both (neutron-ovn-db-sync-util, mode log)"


def is_ovn(ground: Topology, host: str) -> bool:
    """OVN plugs the ports of a host: it has neither DHCP nor L3 agents."""
    agent = ground.pluggers.get(host)
    return agent is not None and agent.ovn


def logical_hop(ground: Topology, port: InstancePort, *, running: bool = True) -> Hop | None:
    """The logical switch's port, and the chassis that has taken it; None: OVN was not asked for it."""
    view = ground.ovn
    if view.logical is None and view.bindings is None:
        return None
    state, says = _logical(view, port)
    binding = (view.bindings or {}).get(port.id)
    if not running and binding is not None and not binding.chassis:
        state, says = "ends", "No chassis has taken it, as its instance does not run."
    return Hop("logical port", port.id, port.host, state, says, seen=state != "unknown")


def _logical(view: OvnView, port: InstancePort) -> tuple[State, str]:
    if view.logical is None or view.bindings is None:
        return "unknown", "Only one of OVN's two databases answered."
    logical, binding = view.logical.get(port.id), view.bindings.get(port.id)
    if logical is None:
        return "breaks", f"OVN's northbound database has no such port: {_SYNC}."
    if not logical.enabled:
        return "breaks", "It is switched off in OVN's northbound database."
    if binding is None:
        return (
            "breaks",
            "Northd has not made it a port of the southbound database: see whether it works.",
        )
    if not binding.chassis:
        return _unbound(view, logical.wanted)
    if binding.chassis in view.dead:
        who = f"Its chassis {view.title(binding.chassis)} {view.dead[binding.chassis]}"
        return "degraded", f"{who}: no change reaches it."
    if binding.up is None:
        says = f"Chassis {view.title(binding.chassis)} has taken it"
        return "ok", f"{says}; OVN before 21.03 does not tell whether its flows are up."
    if not binding.up:
        return (
            "breaks",
            f"Chassis {view.title(binding.chassis)} has taken it, and has not finished its flows.",
        )
    return "ok", f"Chassis {view.title(binding.chassis)} has taken it, and its flows are up."


def _unbound(view: OvnView, wanted: str) -> tuple[State, str]:
    chassis = view.chassis(wanted)
    if view.south is not None and wanted and chassis is None:
        return "breaks", f"It asks for the chassis {wanted}, and OVN has none of that name or hostname."
    if chassis is not None and chassis.name in view.dead:
        return "breaks", f"Chassis {chassis.hostname}, for which it asks, {view.dead[chassis.name]}."
    where = f"Chassis {wanted} has not taken it" if wanted else "No chassis has taken it"
    return (
        "breaks",
        f"{where}: is its device in the integration bridge, with the port's id as iface-id?",
    )


def groups_hop(ground: Topology, port: InstancePort, told: Hop) -> Hop:
    """Neutron's word on security groups, and whether OVN has the port in theirs."""
    logical = (ground.ovn.logical or {}).get(port.id)
    if logical is None or logical.groups is None or not port.security:
        return told
    missing = [one for one in (*map(group_of, port.groups), DROP) if one not in logical.groups]
    if missing:
        says = (
            f"OVN does not have it in the port group {listed(missing)}, as neutron wants it: {_SYNC}."
        )
        state: State = "degraded" if missing == [DROP] else "breaks"
        return Hop(told.what, told.name, told.where, state, says, seen=True)
    acls = sum(number for name, number in logical.groups.items() if name != DROP)
    groups = count(len(port.groups), "port group")
    says = f"{told.says.rstrip('.')}; OVN has it in {groups} with {count(acls, 'ACL')}."
    return Hop(told.what, told.name, told.where, told.state, says, seen=True)


def tunnel_hop(ground: Topology, port: InstancePort, network: Network, name: str) -> Hop:
    """Both ends of the geneve tunnel between its chassis and those that lead its routers outside."""
    view, near = ground.ovn, _own(ground, port)
    if view.south is None:
        says = "OVN makes it, and its southbound database was not asked."
        return Hop("tunnel", name, port.host, "unknown", says)
    if near is None:
        return Hop("tunnel", name, port.host, "breaks", f"OVN has no chassis for {port.host}.")
    here = _end(near)
    seen = view.controllers.get(near.name)
    if not here:
        says = f"Chassis {near.hostname} has no end of tunnels (ovn-encap-ip)."
        return Hop("tunnel", name, port.host, "breaks", says, seen=seen is not None)
    lost = [one for one in (seen.encap_ips if seen else ()) if seen and one not in seen.addresses]
    if lost and seen and seen.addresses:
        says = f"ovn-encap-ip {listed(lost)} is no address of {port.host}."
        return Hop("tunnel", name, here, "breaks", says, seen=True)
    far = _gateways(ground, network, near)
    if not far:
        says = "What leads outside is on the same chassis, or nothing does."
        return Hop("tunnel", name, here, "ok", says, seen=seen is not None)
    where = f"{here} → {listed([_end(one) for one in far])}"
    if seen is not None:
        known = {tunnel.remote: tunnel for tunnel in seen.tunnels}
        for one in far:
            tunnel = known.get(_end(one))
            if tunnel is None or tunnel.error or tunnel.bfd == "down":
                why = "is not there" if tunnel is None else tunnel.error or "is down (BFD)"
                says = f"The tunnel of chassis {near.hostname} to {one.hostname} ({_end(one)}): {why}."
                return Hop("tunnel", name, where, "breaks", says, seen=True)
    says = "Both of its ends are known" + (", and the tunnel is there." if seen is not None else ".")
    return Hop("tunnel", name, where, "ok", says, seen=seen is not None)


def _own(ground: Topology, port: InstancePort) -> Chassis | None:
    binding = (ground.ovn.bindings or {}).get(port.id)
    name = binding.chassis if binding is not None and binding.chassis else port.host
    return ground.ovn.chassis(name) or ground.ovn.chassis(short_name(port.host))


def _end(chassis: Chassis) -> str:
    return next((ip for kind, ip in chassis.encaps if kind == "geneve"), "") or next(
        (ip for _, ip in chassis.encaps), ""
    )


def _gateways(ground: Topology, network: Network, near: Chassis) -> list[Chassis]:
    """The chassis through which its routers lead outside now, but for its own."""
    view, found = ground.ovn, {}
    for router in (ground.inside or {}).get(network.id, ()):
        for gateway in (view.gateways or {}).get(router, ()):
            taken = view.chassis(view.south.gateways.get(gateway.name, "")) if view.south else None
            if taken is not None and taken.name != near.name:
                found[taken.name] = taken
    return [found[name] for name in sorted(found)]


def gateway_hop(ground: Topology, router: Router | None) -> Hop | None:
    """The chassis through which a router leads outside; None: it does not, or neutron was not asked."""
    if router is None or not router.gateway:
        return None
    view = ground.ovn
    if view.gateways is None or view.south is None:
        says = "OVN's databases were not asked which chassis leads outside."
        return Hop("gateway chassis", "", "", "unknown", says)
    known = view.gateways.get(router.id, ())
    if not known:
        says = f"OVN has no port of the router on its external network: {_SYNC}."
        return Hop("gateway chassis", "", "", "breaks", says, seen=True)
    state, says, taken = _gateway(view, known)
    named, where = _titles(view, known[0]), view.title(taken)
    return Hop("gateway chassis", named, where, state, says, seen=True)


def _titles(view: OvnView, one: Gateway) -> str:
    return listed([view.title(name) for name in one.chassis])


def _gateway(view: OvnView, known: Iterable[Gateway]) -> tuple[State, str, str]:
    taken = ""
    for one in known:
        if not one.chassis:
            return "breaks", "No chassis was chosen for it: the repair reschedule-gateway does.", ""
        taken = view.south.gateways.get(one.name, "") if view.south else ""
        alive = [name for name in one.chassis if view.chassis(name) and name not in view.dead]
        if not alive:
            return "breaks", f"{_titles(view, one)}, chosen for it, is dead or gone.", ""
        if not taken:
            return (
                "breaks",
                f"None of those chosen for it ({_titles(view, one)}) has taken its port.",
                "",
            )
        if taken in view.dead:
            return (
                "degraded",
                f"Chassis {view.title(taken)} has its port, and {view.dead[taken]}.",
                taken,
            )
    return "ok", f"Chassis {view.title(taken)} has its port.", taken


def localnet_hop(
    ground: Topology, port: InstancePort, network: Network, gateway: Hop | None
) -> Hop | None:
    """The bridge to the physical network, on the chassis where packets leave; None: none is needed."""
    view, outside = ground.ovn, network
    if gateway is not None:
        router = next((r for r in _routers(ground, network) if r.gateway), None)
        found = ground.networks.get(router.gateway) if router else None
        if found is None:
            return None
        outside = found
    physical = outside.physical
    if not physical or (gateway is not None and not gateway.where):
        return None
    chassis = view.chassis(gateway.where) if gateway is not None else _own(ground, port)
    if chassis is None:
        return Hop("localnet", physical, "", "unknown", "Which chassis it is on was not checked yet.")
    own = view.controllers.get(chassis.name)
    bridge = (own.mappings if own else chassis.mappings).get(physical, "")
    state: State = "breaks"
    if not bridge:
        wanted = f"ovn-bridge-mappings={physical}:BRIDGE there"
        says = f"Chassis {chassis.hostname} has no bridge for it: {wanted}."
    elif own is not None and bridge not in own.bridges:
        says = f"It is mapped to {bridge}, and there is no such bridge."
    elif own is not None and bridge in own.faults:
        says = f"Its bridge {bridge} could not be made: {own.faults[bridge]}."
    else:
        state, says = "ok", f"It leaves through {bridge}" + (", which is there." if own else ".")
    return Hop("localnet", physical, chassis.hostname, state, says, seen=own is not None)


def _routers(ground: Topology, network: Network) -> list[Router]:
    return [ground.routers[i] for i in (ground.inside or {}).get(network.id, ()) if i in ground.routers]


def nat_hop(ground: Topology, port: InstancePort, told: Hop) -> Hop:
    """Neutron's word on the floating IP, and the router's entry for it (dnat_and_snat)."""
    if (
        ground.ovn.logical is None
        or told.state not in ("ok", "breaks")
        or not told.name
        or not told.says
    ):
        return told
    floating = (ground.floating or {}).get(port.id)
    if floating is None:
        return told
    entry = ground.ovn.nat.get(port.id)
    if entry is None:
        says = f"The router has no entry for it in OVN's northbound database (dnat_and_snat): {_SYNC}."
        return Hop(told.what, told.name, told.where, "breaks", says, seen=True)
    if entry != (floating.address, floating.fixed):
        says = f"OVN's router leads {entry[0]} to {entry[1]}, and neutron's to {floating.fixed}."
        return Hop(told.what, told.name, told.where, "breaks", says, seen=True)
    says = f"It leads to {floating.fixed}, and OVN's router has the entry."
    return Hop(told.what, told.name, told.where, "ok", says, seen=True)
