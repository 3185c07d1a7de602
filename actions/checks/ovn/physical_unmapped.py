"""A physical network of neutron's is wired by no chassis, or not by the one that routes to it.

Without ovn-bridge-mappings OVN makes no patch to the outside there, and logs nothing. Source: localnet
ports of the northbound database, and the mappings that each chassis writes into the southbound one.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import ovn_views, reachability
from actions.checks._support.wording import count, listed, verb
from actions.facts.neutron import agent_wiring, network_agents, networks
from actions.facts.ovn import ovn_northbound, ovn_southbound
from actions.facts.ovn.ovn_northbound import Northbound
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "physical-unmapped"
_ADVICE = "ovn-bridge-mappings=%s:BRIDGE belongs into Open vSwitch's external_ids"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a physical network, then one for each chassis that is the only way out, unmapped."""
    north, south = snapshot.get(ovn_northbound.PROBE), snapshot.get(ovn_southbound.PROBE)
    if north is None or south is None or not any(one.known for one in south.chassis):
        return
    alive = {one.name: one for one in south.chassis if one.known}
    mapped = {name for one in alive.values() for name in one.mappings}
    for physical in sorted(_asked(snapshot, north) - mapped - {""}):
        says = (
            f"No chassis of OVN has a bridge for the physical network {physical}: networks on it lead "
            f"nowhere. {_ADVICE % physical} on the hosts that have its cable."
        )
        about = next(
            (n.id for n in snapshot.get(networks.PROBE) or () if n.physical == physical), physical
        )
        yield Finding(
            CODE, Severity.WARNING, physical, says, entity=Entity(Kind.NETWORK, about), down=True
        )
    wanted: dict[tuple[str, str], list[str]] = {}
    on = {n.id: n.physical for n in snapshot.get(networks.PROBE) or () if n.physical}
    for gateway in north.gateways:
        physical = on.get(gateway.network, "")
        for name in gateway.chassis:
            if physical in mapped and name in alive and physical not in alive[name].mappings:
                wanted.setdefault((name, physical), []).append(gateway.router)
    for (name, physical), found in sorted(wanted.items()):
        where = ovn_views.title(snapshot, name)
        says = (
            f"Chassis {where} is chosen as gateway of {count(len(found), 'router')} "
            f"({listed(found)}) and has no bridge for {physical}, to which "
            f"{verb(len(found), 'it leads', 'they lead')}: {_ADVICE % physical} there."
        )
        about_chassis = ovn_views.entity(snapshot, alive[name])
        yield Finding(CODE, Severity.WARNING, f"{name} {physical}", says, entity=about_chassis)


def _asked(snapshot: Snapshot, north: Northbound) -> set[str]:
    """Physical networks that need a bridge: not those of SR-IOV, which need none of OVN's.

    While it is not known which these are, and there may be some, none is said to need one.
    """
    agents, wiring = snapshot.get(network_agents.PROBE), snapshot.get(agent_wiring.PROBE)
    if wiring is None:
        sriov = agents is None or any(one.type == agent_wiring.NIC_SWITCH for one in agents)
        return set() if sriov else {*north.physical}
    return {*north.physical}.difference(*(one.virtual for one in wiring.values()))


CHECK = Check(
    CODE,
    "Physical networks without a bridge on OVN's chassis",
    (
        *reachability.HEARD_NEEDS,
        agent_wiring.PROBE,
        networks.PROBE,
        ovn_northbound.PROBE,
        ovn_southbound.PROBE,
    ),
    find,
    Area.NETWORK,
)
