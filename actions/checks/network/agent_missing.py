"""A compute host has no agent that plugs ports, where the others have one.

Nova builds instances there, and each fails: neutron has nobody to bind its port to (PortBindingFailed).
So it is where an agent never came up, or where its row was deleted and it falls before it reports. A
host whose nova-compute was started minutes ago may be in the middle of its installation: there it is
told where the agent's unit has ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from actions.checks._support import compute_conf, endings, reachability
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf, host_layout, units
from actions.facts.hosts.units import Unit
from actions.facts.neutron import agent_wiring, network_agents
from actions.facts.nova import compute_services, hypervisors
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "agent-missing"
SETTLED = 600.0
"""Seconds for which nova-compute runs before an agent is missed."""
_OTHERS = ("DHCP agent", "L3 agent", "Metadata agent", "OVN Metadata agent")
"""They plug nothing; an agent of a type that nobody here knows may."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host of the site file whose nova-compute reports."""
    names = reachability.host_names(snapshot)
    agents = snapshot.get(network_agents.PROBE) or ()
    plugged = {names.same(agent.host) for agent in agents if agent.type not in _OTHERS}
    kinds = Counter((a.type, a.binary) for a in agents if a.type in agent_wiring.KINDS)
    bare = {
        one.host
        for one in snapshot.get(hypervisors.PROBE) or ()
        if one.type.lower().startswith(("ironic", "vmware"))
    }
    computes = {
        names.host(one.host): one.host
        for one in snapshot.get(compute_services.PROBE) or ()
        if one.binary == NOVA_COMPUTE and one.state == "up" and one.host not in bare
    }
    computes = {host: name for host, name in computes.items() if not _elsewhere(snapshot, host)}
    missing = [host for host in computes if host is not None and host not in plugged]
    if not kinds or (len(missing) > 1 and 2 * len(missing) > len(computes)):
        return
    kind, binary = kinds.most_common(1)[0][0]
    for host in missing:
        compute = reachability.unit(snapshot, host, NOVA_COMPUTE)
        own = reachability.unit(snapshot, host, binary)
        settled = compute is None or compute.age is None or compute.age > SETTLED
        if settled or (own is not None and _ended(own)):
            yield _finding(snapshot, host, kind, binary, own)


def _elsewhere(snapshot: Snapshot, host: str | None) -> bool:
    """Whether what it builds is on other machines (ironic's nodes, a vCenter's): it plugs nothing."""
    return host is not None and compute_conf.drives(snapshot, host, "ironic", "vmwareapi")


def _ended(unit: Unit) -> bool:
    inactive = unit.active == "inactive" and not unit.queued
    return unit.load != "masked" and (unit.failed or inactive)


def _finding(snapshot: Snapshot, host: str, kind: str, binary: str, unit: Unit | None) -> Finding:
    subject = f"{host}/{binary}"
    known = "which other compute hosts have" if unit is None else f"and its unit {endings.state(unit)}"
    says = (
        f"Neutron lists no {kind} on {host}, {known}: {NOVA_COMPUTE} reports there, and neutron can "
        "bind no port of a new instance (PortBindingFailed)"
    )
    about = service(host, binary)
    if unit is None:
        advice = f"start {binary} there, or have no instances built there until it runs."
        return Finding(CODE, Severity.WARNING, subject, f"{says}: {advice}", entity=about, down=True)
    told = endings.told(unit)
    if unit.active != "active":
        helps = reachability.restartable(unit)
        action, target = ("restart-service", subject) if helps else ("", "")
        return Finding(CODE, Severity.WARNING, subject, f"{says}.", action, target, about, not told)
    log = reachability.log(snapshot, host, unit)
    says += f", so it has not come as far as its first report: {log} says why."
    return Finding(CODE, Severity.WARNING, subject, says, entity=about, down=True)


CHECK = Check(
    CODE,
    "Compute hosts without an agent that plugs ports",
    (*reachability.HEARD_NEEDS, conf.PROBE, host_layout.PROBE, hypervisors.PROBE, units.PROBE),
    find,
    Area.NETWORK,
)
