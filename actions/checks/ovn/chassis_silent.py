"""A chassis of OVN does not answer, and neutron says that its agent is alive.

An ovn-controller that was killed leaves its rows, and neutron calls it alive until a second question
has gone by (nb_cfg of NB_Global less that of Chassis_Private is 1 at most). Source: both numbers in the
southbound database, asked after neutron's list, and again where one is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support import endings, ovn_views, reachability
from actions.checks._support.wording import count, listed
from actions.deployments.services import OVN_CONTROLLER
from actions.facts.hosts import units
from actions.facts.neutron import network_agents
from actions.facts.ovn import ovn_southbound
from actions.facts.ovn.ovn_southbound import Chassis, Southbound
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "chassis-silent"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Those that neutron does not call dead itself, and that no other chassis of the host replaces."""
    known = snapshot.get(ovn_southbound.PROBE)
    agents = {one.id: one for one in snapshot.get(network_agents.PROBE) or ()}
    silent = [
        chassis
        for chassis in ovn_views.dead(snapshot).values()
        if chassis.known
        and (chassis.name not in agents or agents[chassis.name].alive)
        and ovn_views.twin(snapshot, chassis) is None
    ]
    if known is not None and silent and ovn_views.many(snapshot):
        yield _all(known, silent)
        return
    for chassis in silent:
        yield _finding(snapshot, chassis, told=chassis.name in agents)


def _all(known: Southbound, silent: Sequence[Chassis]) -> Finding:
    says = (
        f"{len(silent):,} of {len(known.chassis):,} chassis of OVN do not answer "
        f"({listed([one.name for one in silent])}), though neutron does not say so: see what they "
        f"share, the southbound database on {known.host} and the way to it, before you restart any."
    )
    subject = count(len(silent), "chassis", "chassis")
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=ovn_views.MANY, down=True)


def _finding(snapshot: Snapshot, chassis: Chassis, *, told: bool) -> Finding:
    host = ovn_views.host_of(snapshot, chassis)
    says = f"OVN's chassis {chassis.name} on {chassis.hostname} {ovn_views.heard(snapshot, chassis)}"
    says += ", though neutron still says that it is alive" if told else ", and neutron does not list it"
    about = ovn_views.entity(snapshot, chassis)
    subject = f"{host or chassis.hostname}/{OVN_CONTROLLER}"
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER) if host else None
    if unit is None:
        says += ": see whether its host is up" + ("." if host else ", or add it to the site file.")
        return Finding(CODE, Severity.WARNING, subject, says, entity=about, down=True)
    state = endings.state(unit)
    says += f", and its unit {state}: what it has wired may go on, nothing new is wired there."
    action, target = ("restart-service", subject) if reachability.restartable(unit) else ("", "")
    severity = reachability.severity(snapshot, host or "", unit)
    return Finding(CODE, severity, subject, says, action, target, about, not endings.told(unit))


CHECK = Check(
    CODE, "Chassis of OVN that do not answer", (*ovn_views.NEEDS, units.PROBE), find, Area.NETWORK
)
