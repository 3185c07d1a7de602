"""A router's way outside has no chassis, or none that is alive: floating IPs are silent.

Neutron says ACTIVE of such a router all the same, and does not choose anew when a chassis becomes a
gateway later. Source: gateway_chassis or ha_chassis_group of the northbound database's router port.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support import ovn_views
from actions.checks._support.wording import count, listed, verb
from actions.deployments.services import OVN_CONTROLLER
from actions.facts.neutron import networks, routers
from actions.facts.ovn import ovn_northbound, ovn_southbound
from actions.facts.ovn.ovn_northbound import Gateway
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "gateway-unserved"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a router; one for all of them where no chassis could take any."""
    north, south = snapshot.get(ovn_northbound.PROBE), snapshot.get(ovn_southbound.PROBE)
    if north is None or south is None:
        return
    alive = ovn_views.alive(snapshot)
    bad = [one for one in north.gateways if alive.isdisjoint(one.chassis)]
    able = [one.name for one in south.chassis if one.gateway and one.name in alive]
    if bad and not able:
        yield _none(snapshot, bad)
    else:
        yield from (_one(snapshot, one) for one in bad)
    off = {one.id for one in snapshot.get(routers.PROBE) or () if not one.admin_up}
    for one in north.gateways:
        if one not in bad and one.router not in off and not south.gateways.get(one.name, "-"):
            yield _untaken(snapshot, one)


def _untaken(snapshot: Snapshot, one: Gateway) -> Finding:
    (name,) = _names(snapshot, [one])
    says = (
        f"Router {name} leads outside through {_hosts(snapshot, one)}, of which none has taken its "
        "port: see whether the tunnels between them come up (BFD), and the log of "
        f"{OVN_CONTROLLER} there."
    )
    about = Entity(Kind.ROUTER, one.router)
    return Finding(CODE, Severity.WARNING, one.router, says, entity=about, down=True)


def _names(snapshot: Snapshot, some: Sequence[Gateway]) -> list[str]:
    known = {one.id: one.name for one in snapshot.get(routers.PROBE) or ()}
    return [known.get(one.router) or one.router for one in some]


def _hosts(snapshot: Snapshot, one: Gateway) -> str:
    return listed([ovn_views.title(snapshot, name) for name in one.chassis])


def _none(snapshot: Snapshot, bad: Sequence[Gateway]) -> Finding:
    says = (
        f"{verb(len(bad), 'Router', 'Routers')} {listed(_names(snapshot, bad))} "
        f"{verb(len(bad), 'has', 'have')} no chassis that leads outside, and no chassis that is alive "
        "may be one: ovn-cms-options=enable-chassis-as-gw belongs into Open vSwitch's external_ids on "
        "the hosts that are to be gateways; reschedule-gateway then gives each router one."
    )
    subject = bad[0].router if len(bad) == 1 else count(len(bad), "router")
    about = Entity(Kind.ROUTER, bad[0].router)
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True)


def _one(snapshot: Snapshot, one: Gateway) -> Finding:
    (name,) = _names(snapshot, [one])
    outside = next((n.name for n in snapshot.get(networks.PROBE) or () if n.id == one.network), "")
    chosen = (
        f"those chosen for it ({_hosts(snapshot, one)}) are dead or gone" if one.chassis else "none"
    )
    says = (
        f"Router {name} has no chassis that leads to {outside or one.network}: {chosen}. Neutron may "
        "call it ACTIVE all the same; its floating IPs are silent."
    )
    about = Entity(Kind.ROUTER, one.router)
    return Finding(
        CODE, Severity.CRITICAL, one.router, says, "reschedule-gateway", one.router, about, True
    )


CHECK = Check(
    CODE,
    "Routers without a gateway chassis",
    (*ovn_views.NEEDS, networks.PROBE, ovn_northbound.PROBE, routers.PROBE),
    find,
    Area.NETWORK,
)
