"""The hops on the instance's own host: the instance, its port, what is let in, and the bridge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.facts.neutron.agent_wiring import Wiring
from actions.facts.neutron.instance_ports import FAILED, UNBOUND, InstancePort
from actions.facts.neutron.network_agents import Agent
from actions.facts.neutron.networks import Network
from actions.facts.neutron.security_groups import Rule
from actions.facts.neutron.wire import Wire
from actions.facts.nova.instances import Instance
from actions.trace.hop import Hop, State
from actions.trace.topology import Topology

RUNNING = frozenset(
    {"ACTIVE", "HARD_REBOOT", "MIGRATING", "PASSWORD", "REBOOT", "RESIZE", "VERIFY_RESIZE"}
)
"""States in which an instance may answer."""
_ICMP = {4: ("icmp", "1"), 6: ("ipv6-icmp", "icmpv6", "icmp", "58")}
_TCP = ("tcp", "6")
SSH = 22


def instance_hop(instance: Instance) -> Hop:
    """Whether it runs at all."""
    state: State
    if instance.status in RUNNING:
        state, says = "ok", f"It is {instance.status}."
    elif instance.status == "ERROR":
        fault = f"`openstack server show -c fault {instance.id}`"
        state, says = "breaks", f"It is in ERROR: {fault} says why."
    elif instance.status == "UNKNOWN":
        state, says = "unknown", "Nova does not tell: its cell did not answer."
    else:
        state, says = "ends", f"It is {instance.status}: it answers nobody until it runs."
    return Hop("instance", instance.name or instance.id, instance.host, state, says)


def no_port(ground: Topology, instance: Instance) -> Hop:
    """The only hop behind an instance without ports."""
    if ground.ports is None:
        return Hop("port", "", instance.host, "unknown", "Its ports were not checked yet.")
    says = "It has no port: `openstack server add network` gives it one."
    return Hop("port", "", instance.host, "ends", says)


def port_hop(instance: Instance, port: InstancePort) -> Hop:
    """Whether neutron bound it, and whether an agent has wired it."""
    state, says = _port(instance, port)
    return Hop("port", " ".join(port.addresses) or port.id, port.host, state, says)


def _port(instance: Instance, port: InstancePort) -> tuple[State, str]:
    if port.binding == FAILED:
        why = "the next hops may say why, else neutron's log on the controllers does"
        again = "`openstack server remove port` and `add port` have it bound again"
        return "breaks", f"No agent on {port.host} could plug it (binding failed): {why}; {again}."
    if (not port.host or port.binding == UNBOUND) and instance.status not in RUNNING:
        return "ends", "It is bound to no host, as its instance runs on none."
    if not port.host or port.binding == UNBOUND:
        return "breaks", "It is bound to no host, though the instance runs: reboot it hard."
    if not port.admin_up:
        return "breaks", f"It was switched off: `openstack port set --enable {port.id}`."
    if port.status == "ACTIVE":
        return "ok", f"It is wired, {port.mac}."
    if instance.status in RUNNING:
        return "breaks", f"It is {port.status}: the agent on {port.host} has not wired it."
    return "ends", f"It is {port.status}, as its instance does not run."


def security_hop(ground: Topology, port: InstancePort) -> Hop:
    """Whether SSH and ping may come in, and from where."""
    groups = [ground.groups[id_] for id_ in port.groups if id_ in ground.groups]
    name = " ".join(group.name or group.id for group in groups)
    if not port.security:
        return Hop("security group", name, port.host, "ok", "Port security is off: all may come in.")
    if len(groups) < len(port.groups):
        return Hop("security group", name, port.host, "unknown", "Its groups were not checked yet.")
    version = 4 if any("." in address for address in port.addresses) or not port.addresses else 6
    rules = [rule for group in groups for rule in group.rules if rule.version == version]
    let = {
        "SSH": _sources(rule for rule in rules if _ssh(rule)),
        "ping": _sources(rule for rule in rules if rule.protocol in ("", *_ICMP[version])),
    }
    said = "; ".join(f"{what} {_from(sources)}" for what, sources in let.items())
    if any(_outside(source) for sources in let.values() for source in sources):
        return Hop("security group", name, port.host, "ok", f"{said}.")
    rule = f"`openstack security group rule create --protocol tcp --dst-port {SSH} {name or 'GROUP'}`"
    return Hop("security group", name, port.host, "ends", f"{said}: {rule} lets SSH in.")


def _ssh(rule: Rule) -> bool:
    if rule.protocol and rule.protocol not in _TCP:
        return False
    return rule.ports is None or rule.ports[0] <= SSH <= rule.ports[1]


def _sources(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(sorted({rule.source for rule in rules}))


def _outside(source: str) -> bool:
    """From anywhere or from a prefix: not only from members of a group."""
    return not source or "/" in source


def _from(sources: tuple[str, ...]) -> str:
    if "" in sources:
        return "may come in from anywhere"
    prefixes = [source for source in sources if _outside(source)]
    if prefixes:
        return f"may come in from {', '.join(prefixes)}"
    return "may come in from members of a group only" if sources else "may not come in"


def bridge_hop(
    ground: Topology, port: InstancePort, network: Network | None, *, running: bool = True
) -> Hop:
    """The agent that plugs it, and the bridge it is plugged into."""
    agent = ground.pluggers.get(port.host)
    name = _bridge(agent, port) if agent else ""
    wire = ground.wire.get(port.host) if running and port.binding in _DEVICES else None
    own = ground.ovn.controllers.get(agent.id) if agent else None
    kernel = own is None or own.bridges.get(own.bridge, "") in ("", "system")
    missing = _unplugged(wire, port, agent, kernel=kernel) if wire is not None else ""
    if own is not None and own.flows is not None and own.flows <= _NO_FLOWS and not missing:
        missing = (
            f"{own.bridge} on {port.host} has no flows of OVN's: its controller's log there says why."
        )
    if missing:
        return Hop("bridge", name, port.host, "breaks", missing, seen=True)
    fault = next(_bridge_faults(ground, port, network, agent), None)
    if fault:
        return Hop("bridge", name, port.host, *fault, seen=wire is not None)
    if agent is None:
        return Hop("bridge", name, port.host, "unknown", "Neutron's agents were not checked yet.")
    there = "It is plugged there, and the" if wire is not None else "The"
    says = f"{there} {agent.type} there is alive."
    return Hop("bridge", name, port.host, "ok", says, seen=wire is not None)


_DEVICES = ("bridge", "ovs")
"""Bindings of which the host's kernel has a device."""
_DEAD_VLAN = 4095
_USERSPACE = "ovs-netdev"
"""The device of Open vSwitch's userspace datapath: its ports are in its own database alone."""
_NO_FLOWS = 2
"""Lines of `ovs-ofctl dump-flows`: its title, and the one flow that Open vSwitch begins with."""


def _unplugged(wire: Wire, port: InstancePort, agent: Agent | None, *, kernel: bool = True) -> str:
    """What is missing on the host itself; empty: nothing is.

    Of a datapath beside the kernel's, `ip` does not show whose member a device is.
    """
    tap, brq = f"tap{port.id[:11]}", f"brq{port.network[:11]}"
    if tap not in wire.links:
        again = "a hard reboot of the instance makes it anew"
        return f"{port.host} has no device {tap}: {again}."
    master = wire.links[tap]
    userspace = _USERSPACE in wire.links and tap in wire.tags
    if not master and kernel and not userspace:
        return f"{tap} is a member of no bridge on {port.host}: the agent's log there says why."
    if agent is not None and agent.type == "Linux bridge agent" and master != brq:
        return f"{tap} is a member of {master} on {port.host}, and not of {brq}, its network's bridge."
    tag = next((wire.tags[n] for n in (tap, f"qvo{port.id[:11]}") if n in wire.tags), None)
    if tag == _DEAD_VLAN:
        return f"{tap} is in the dead VLAN {tag} of br-int: the agent's log on {port.host} says why."
    if agent is not None and agent.type == "Open vSwitch agent" and 0 < wire.flows <= _NO_FLOWS:
        younger = "was Open vSwitch restarted under its agent? A restart of the agent writes them anew"
        return f"br-int on {port.host} has no flows of the agent's: {younger}."
    return ""


def _bridge(agent: Agent, port: InstancePort) -> str:
    """Device and bridge, as both agents name them."""
    bridge = f"brq{port.network[:11]}" if agent.type == "Linux bridge agent" else "br-int"
    return f"tap{port.id[:11]} on {bridge}"


def _bridge_faults(
    ground: Topology, port: InstancePort, network: Network | None, agent: Agent | None
) -> Iterator[tuple[State, str]]:
    """What cuts it comes first: an agent that is silent leaves what it has wired."""
    if ground.agents is not None and agent is None:
        alike = ground.alike(port.host)
        if alike:
            known = f"Nova calls the host {port.host}, and neutron's agent there calls it {alike}"
            yield "breaks", f"{known}: both must say the same (`host` in their files)."
        none = f"Neutron knows no agent on {port.host} that plugs ports"
        yield "breaks", f"{none}: install and start one there."
    if agent is None:
        return
    wiring = (ground.wiring or {}).get(agent.id)
    if network and wiring and not _mapped(agent, network, wiring):
        yield "breaks", f"The {agent.type} on {agent.host} has no interface for {network.physical}."
    if not agent.alive:
        yield "degraded", f"{ground.silence(agent)}: it wires nothing new there."
    if not agent.admin_up:
        on = f"`openstack network agent set --enable {agent.id}`"
        yield "degraded", f"The {agent.type} was taken down: {on}."


def _mapped(agent: Agent, network: Network, wiring: Wiring) -> bool:
    """The network's physical network is one of the agent's; OVN's agents do not tell theirs."""
    return not network.physical or agent.type.startswith("OVN") or network.physical in wiring.physical
