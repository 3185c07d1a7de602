"""A chassis of OVN does not answer, and neutron says that its agent is alive.

An ovn-controller that was killed leaves its rows, and neutron calls it alive until a second question
has gone by (nb_cfg of NB_Global less that of Chassis_Private is 1 at most). Source: both numbers in the
southbound database, asked after neutron's list, and again where one is behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import ovn_views, reachability
from actions.deployments.services import OVN_CONTROLLER
from actions.facts.hosts import units
from actions.facts.ovn.ovn_southbound import Chassis
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "chassis-silent"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Those that neutron does not call dead itself, and that no other chassis of the host replaces."""
    for chassis in ovn_views.dead(snapshot).values():
        row = ovn_views.agent(snapshot, chassis)
        if chassis.known and (row is None or row.alive) and ovn_views.twin(snapshot, chassis) is None:
            yield _finding(snapshot, chassis, listed=row is not None)


def _finding(snapshot: Snapshot, chassis: Chassis, *, listed: bool) -> Finding:
    host = ovn_views.host_of(snapshot, chassis)
    says = f"OVN's chassis {chassis.name} on {chassis.hostname} {ovn_views.heard(snapshot, chassis)}"
    says += (
        ", though neutron still says that it is alive" if listed else ", and neutron does not list it"
    )
    about, since = ovn_views.entity(snapshot, chassis), chassis.answered
    subject = f"{host or chassis.hostname}/{OVN_CONTROLLER}"
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER) if host else None
    if unit is None:
        says += ": see whether its host is up" + ("." if host else ", or add it to the site file.")
        return Finding(CODE, Severity.WARNING, subject, says, entity=about, down=True, since=since)
    told = unit.failed or (unit.active != "active" and unit.enabled == "enabled")
    says += f", and its unit is {unit.active}: what it has wired may go on, nothing new is wired there."
    return Finding(
        CODE, Severity.WARNING, subject, says, "restart-service", subject, about, not told, since
    )


CHECK = Check(
    CODE, "Chassis of OVN that do not answer", (*ovn_views.NEEDS, units.PROBE), find, Area.NETWORK
)
