"""A network with DHCP and instances has no DHCP agent, or none that is alive.

Instances that start there get no address, and those that run lose theirs when the lease ends (a day;
dhcp_lease_duration). Sources: the ports of DHCP agents in /v2.0/ports, and the agents' own rows. OVN
answers DHCP on every host without an agent: a cloud that has it is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from actions.checks._support.wording import listed, one_or_count, verb
from actions.facts._support.agent_bindings import DHCP
from actions.facts.neutron import network_agents, networks, ports, subnet_options
from actions.facts.neutron.network_agents import Agent
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "network-without-dhcp"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for all networks that lack the same."""
    agents = snapshot.get(network_agents.PROBE) or ()
    known = snapshot.get(ports.PROBE)
    dhcp = {agent.host: agent for agent in agents if agent.type == DHCP}
    if known is None or not dhcp or any(agent.ovn for agent in agents):
        return
    wanted = {one.network for one in snapshot.get(subnet_options.PROBE) or () if one.dhcp}
    used = {kind.network for kind in known.count if kind.owner.startswith("compute:")}
    serving: dict[str, set[str]] = defaultdict(set)
    for kind in known.count:
        if kind.owner == "network:dhcp" and kind.host:
            serving[kind.network].add(kind.host)
    off = {one.id for one in snapshot.get(networks.PROBE) or () if not one.admin_up}  # served by none
    without: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for network in sorted((wanted & used) - off):
        hosts = tuple(sorted(serving[network]))
        if not any(host in dhcp and dhcp[host].alive for host in hosts):
            without[hosts].append(network)
    names = {one.id: one.name or one.id for one in snapshot.get(networks.PROBE) or ()}
    for hosts, found in without.items():
        yield _finding(hosts, {id_: names.get(id_, id_) for id_ in found}, dhcp)


def _finding(hosts: tuple[str, ...], found: Mapping[str, str], dhcp: Mapping[str, Agent]) -> Finding:
    shown, number = list(found.values()), len(found)
    has = (
        f"{verb(number, 'Network', 'Networks')} {listed(shown)} with instances "
        f"{verb(number, 'has', 'have')}"
    )
    if hosts:
        says = (
            f"{has} no DHCP agent that is alive (those on {listed(hosts)} served "
            f"{verb(number, 'it', 'them')}): what starts there gets no address, and what runs loses "
            "its own when the lease ends."
        )
    else:
        some = next((agent for agent in dhcp.values() if agent.alive), None)
        give = f"`openstack network agent add network --dhcp {some.id if some else 'AGENT'} NETWORK`"
        says = f"{has} no DHCP agent at all, though DHCP is on there: {give} gives it one."
    about = Entity(Kind.NETWORK, next(iter(found)))
    last = max((dhcp[host].heartbeat or 0.0 for host in hosts if host in dhcp), default=0.0)
    subject = one_or_count(shown, "network")
    return Finding(CODE, Severity.WARNING, subject, says, entity=about, down=True, since=last)


CHECK = Check(
    CODE,
    "Networks without DHCP",
    (network_agents.PROBE, networks.PROBE, ports.PROBE, subnet_options.PROBE),
    find,
    Area.NETWORK,
)
