"""The needs of Neutron's agents, and of the ports and networks that they serve."""

from __future__ import annotations

from actions.causes.needs.configured import any_of, hosts_of, services
from actions.causes.needs.model import Pairs
from actions.checks._support import entities, pluggers
from actions.deployments.services import NEUTRON_API, NEUTRON_OVN_METADATA_AGENT, NEUTRON_RPC_SERVER
from actions.facts._support.agent_bindings import DHCP
from actions.facts.neutron import network_agents, ports
from actions.facts.neutron.network_agents import CONTROLLER, Agent
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Snapshot

_OVN = (NEUTRON_OVN_METADATA_AGENT, "neutron-ovn-agent")
"""They report in OVN's database, as ovn-controller's chassis."""


def agents_server(snapshot: Snapshot) -> Pairs:
    """Agents report by RPC: to a unit of its own on Debian, elsewhere to the API's."""
    for name in (NEUTRON_RPC_SERVER, NEUTRON_API):
        servers = hosts_of(snapshot, name)
        if servers:
            for on, agent in services(snapshot):
                if agent.startswith("neutron-") and agent.endswith("-agent") and agent not in _OVN:
                    yield from any_of(snapshot, service(on, agent), servers, name)
            return


def ovn_agents_controller(snapshot: Snapshot) -> Pairs:
    """On the same host: they report as its chassis."""
    known = set(services(snapshot))
    return (
        (service(on, agent), service(on, CONTROLLER))
        for on, agent in known
        if agent in _OVN and (on, CONTROLLER) in known
    )


def instances_agents(snapshot: Snapshot) -> Pairs:
    """What plugs its ports on its host: of those that are down, for of the others nothing is wrong."""
    known = snapshot.get(ports.PROBE)
    for port in known.down if known else ():
        agent = pluggers.entity(snapshot, port.host)
        if agent is not None and port.instance:
            yield Entity(Kind.INSTANCE, port.instance), agent


def networks_agents(snapshot: Snapshot) -> Pairs:
    """The DHCP agents that serve it, where none of them is alive."""
    known = snapshot.get(ports.PROBE)
    agents = {a.host: a for a in snapshot.get(network_agents.PROBE) or () if a.type == DHCP}
    serving: dict[str, list[Agent]] = {}
    for kind in known.count if known else ():
        if kind.owner == "network:dhcp" and kind.host in agents:
            serving.setdefault(kind.network, []).append(agents[kind.host])
    for network, some in serving.items():
        if not any(agent.alive for agent in some):
            for agent in some:
                yield Entity(Kind.NETWORK, network), entities.agent(snapshot, agent)
