"""Nova and neutron call one machine by two names.

Nova asks neutron to bind an instance's port on the host by nova's name for it; an agent or a chassis of
another name is none there, and each build ends with "Binding failed". Most often one of both is the
short name and one the full one ([DEFAULT] host of the two files; for OVN, the chassis' hostname).
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import entities, reachability
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.neutron import agent_wiring, network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "host-name-differs"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host; neutron's database takes capitals for small letters, and so is it here."""
    names = reachability.host_names(snapshot)
    agents = [
        agent
        for agent in snapshot.get(network_agents.PROBE) or ()
        if agent.type in agent_wiring.KINDS and not agent.chassis_deleted
    ]
    exact = {agent.host.lower() for agent in agents}
    by_host = {names.same(agent.host): agent for agent in sorted(agents, key=lambda a: a.alive)}
    for one in snapshot.get(compute_services.PROBE) or ():
        if one.binary != NOVA_COMPUTE or one.state != "up" or one.host.lower() in exact:
            continue
        agent = None if names.ambiguous(one.host) else by_host.get(names.same(one.host))
        if agent is not None:
            yield _finding(snapshot, one, agent)


def _finding(snapshot: Snapshot, compute: Service, agent: Agent) -> Finding:
    set_in = (
        "`ovs-vsctl set open . external-ids:hostname=" + compute.host + "` there and restart "
        f"{agent.binary}"
        if agent.ovn
        else f"`host = {compute.host}` under [DEFAULT] of the agent's configuration there and restart "
        f"{agent.binary}"
    )
    says = (
        f"nova calls the host {compute.host}, and neutron's {agent.type} there {agent.host}: no "
        f"port of a new instance can be bound there (Binding failed). Set {set_in}; leave nova's name "
        "as it is, for its instances and its mapping go by it."
    )
    severity = Severity.WARNING if compute.status == "disabled" else Severity.CRITICAL
    about = entities.agent(snapshot, agent)
    return Finding(CODE, severity, compute.host, says, entity=about, down=True)


CHECK = Check(
    CODE,
    "Hosts that nova and neutron call by two names",
    reachability.HEARD_NEEDS,
    find,
    Area.NETWORK,
)
