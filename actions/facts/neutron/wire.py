"""The wire of known instances as their hosts show it: devices, bridges, namespaces, processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.facts._support.shell import bounded, script, sections
from actions.facts.neutron import dhcp_networks, instance_ports, l3_routers, network_agents
from actions.formats.host_name import short_name
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_MOST = 20
"""Hosts that are asked: one instance's way has few."""

_LINE = script(
    links="ip -o link",
    spaces="ip netns list",
    processes="ps -eo args | grep -E '[d]nsmasq|[h]aproxy|[n]s-metadata-proxy'",
    ovs=bounded("ovs-vsctl --timeout=3 --format=json --columns=name,tag list Port", 4),
    flows=bounded("ovs-ofctl dump-flows br-int | wc -l", 4),
)
"""Without Open vSwitch on the host's own path (none, or in a container) the last two answer nothing."""


@dataclass(frozen=True)
class Wire:
    """What is there on one host."""

    links: Mapping[str, str]
    """By device: the bridge that it is a member of; empty: none. Open vSwitch's say ovs-system."""
    spaces: frozenset[str]
    """Network namespaces: qdhcp-NETWORK, qrouter-ROUTER."""
    processes: tuple[str, ...]
    """The command lines of dnsmasq and of metadata's proxies."""
    tags: Mapping[str, int] = field(default_factory=dict)
    """By Open vSwitch's port: its VLAN; 4095 is where the agent puts what it knows nothing of."""
    flows: int = 0
    """Lines of br-int's flows; 0: none, or nobody could ask."""

    def runs(self, program: str, id_: str) -> bool:
        """Whether a program of that name runs for a network or router."""
        return any(program in line and id_ in line for line in self.processes)


def site_host(snapshot: Snapshot, name: str) -> str | None:
    """The site file's name of what neutron calls a host: equal, or equal up to the first dot."""
    hosts = [host.name for host in snapshot.site.hosts]
    alike = [host for host in hosts if short_name(host) == short_name(name)]
    return name if name in hosts else alike[0] if len(alike) == 1 else None


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The hosts on the way: the instances' own, and those of the agents that serve their networks."""
    ports = [p for some in snapshot.each(instance_ports.PROBE).values() for p in some]
    networks = {port.network for port in ports}
    dhcp = {id_ for id_, held in snapshot.each(dhcp_networks.PROBE).items() if held & networks}
    l3 = {id_ for id_, held in snapshot.each(l3_routers.PROBE).items() if held}
    agents = snapshot.get(network_agents.PROBE) or ()
    names = [port.host for port in ports] + [a.host for a in agents if a.id in dhcp | l3]
    hosts = dict.fromkeys(filter(None, (site_host(snapshot, name) for name in names)))
    return {host: ShellQuery(host, _LINE) for host in list(hosts)[:_MOST]}


def parse(answer: ShellResult) -> Wire:
    """Raises `ParseError` where there is not even a loopback: then nobody looked."""
    said = sections(answer)
    links: dict[str, str] = {}
    for line in said.get("links", "").splitlines():
        words = line.split()
        if len(words) > 2:
            name = words[1].rstrip(":").partition("@")[0]
            links[name] = words[words.index("master") + 1] if "master" in words[:-1] else ""
    if "lo" not in links:
        raise ParseError(f"`ip -o link` showed no loopback: {ending(answer.err)}")
    flows = said.get("flows", "").strip()
    return Wire(
        links,
        frozenset(line.split()[0] for line in said.get("spaces", "").splitlines() if line.split()),
        tuple(line for line in said.get("processes", "").splitlines() if line.strip()),
        _tags(said.get("ovs", "")),
        int(flows) if flows.isdigit() else 0,
    )


def _tags(text: str) -> Mapping[str, int]:
    """`ovs-vsctl --format=json`: rows of name and tag; a port without a tag has an empty set."""
    if not text.strip().startswith("{"):
        return {}
    return {str(name): tag for name, tag in json.loads(text).get("data", ()) if isinstance(tag, int)}


PROBE = Probe(
    "wire",
    ask,
    parse,
    period=0,
    timeout=12,
    needs=(dhcp_networks.PROBE, instance_ports.PROBE, l3_routers.PROBE, network_agents.PROBE),
)
"""Only where a path is asked for."""
