"""No northd works: what neutron writes into OVN's northbound database stays there.

One is active and the others stand by; where all stand by, the southbound database's lock cannot be had.
Source: `status` of each northd, and how many of neutron's questions (nb_cfg) it has passed on.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import ovn_views, reachability
from actions.checks._support.wording import listed
from actions.deployments.services import OVN_NORTHD
from actions.facts.hosts import units
from actions.facts.ovn import ovn_databases, ovn_northbound
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "northd-idle"
_LATE = 2
"""Questions that were not passed on: one may be on its way."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding: for all that stand by, or for the one that is said to be active."""
    known = snapshot.each(ovn_databases.PROBE)
    hosts = [host for host in ovn_views.hosts(snapshot, OVN_NORTHD) if host in known]
    active = [host for host in hosts if known[host].northd == "active"]
    north = snapshot.get(ovn_northbound.PROBE)
    late = north.nb_cfg - north.sb_cfg if north else 0
    seen = len(hosts) == len(ovn_views.hosts(snapshot, OVN_NORTHD))
    if hosts and not active and seen:
        told = {known[host].northd or "silent" for host in hosts}
        says = (
            f"No northd of OVN is active: that on {listed(hosts)} is {listed(told)}, so nothing new "
            "that neutron wants is wired anywhere."
        )
        yield _finding(snapshot, hosts[0], says)
    elif active and late >= _LATE:
        says = (
            f"northd on {active[0]} says active, and has not passed on the last {late} questions of "
            "neutron's to all chassis (nb_cfg), so nothing new is wired anywhere."
        )
        yield _finding(snapshot, active[0], says)


def _finding(snapshot: Snapshot, host: str, says: str) -> Finding:
    """That its unit does not run is a finding of its own, which this one follows from."""
    unit = reachability.unit(snapshot, host, OVN_NORTHD)
    runs = unit is not None and unit.active == "active"
    about = service(host, OVN_NORTHD)
    target = f"{host}/{OVN_NORTHD}"
    return Finding(CODE, Severity.CRITICAL, target, says, "bounce-service", target, about, runs)


CHECK = Check(
    CODE,
    "OVN without a northd that works",
    (ovn_databases.PROBE, ovn_northbound.PROBE, units.PROBE),
    find,
    Area.NETWORK,
)
