"""Ports of instances are bound to a chassis that is dead, or ask for one that OVN does not have.

The first go on as they were wired until something changes; the second reach nobody: nova's name of the
host is neither a chassis' name nor its hostname. Source: chassis and requested-chassis of Port_Binding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from actions.checks._support import endings, ovn_views, pluggers, reachability
from actions.checks._support.wording import count, verb
from actions.deployments import ovn
from actions.deployments.services import OVN_CONTROLLER
from actions.facts.hosts import units
from actions.facts.ovn import ovn_southbound
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "ports-unserved"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each chassis, and each name that is none's."""
    known = snapshot.get(ovn_southbound.PROBE)
    if known is None:
        return
    for chassis in ovn_views.dead(snapshot).values():
        ports, _ = ovn_views.held(snapshot, chassis)
        if ports:
            says = (
                f"{count(ports, 'port')} of instances {verb(ports, 'is', 'are')} bound to OVN's "
                f"chassis {chassis.name} on {chassis.hostname or 'no host'}, which "
                f"{ovn_views.heard(snapshot, chassis)}: no change reaches {verb(ports, 'it', 'them')}."
            )
            about = Entity(Kind.CHASSIS, chassis.name)
            yield Finding(CODE, Severity.WARNING, chassis.name, says, entity=about)
    lost: Counter[str] = Counter()
    for bound in known.bound or ():  # not counted: `expected` says that nobody looked
        if bound.wanted and not bound.chassis and known.find(bound.wanted) is None:
            lost[bound.wanted] += bound.count
    for wanted, ports in sorted(lost.items()):
        yield _absent(snapshot, wanted, ports)


def _absent(snapshot: Snapshot, wanted: str, ports: int) -> Finding:
    says = (
        f"{count(ports, 'port')} of instances {verb(ports, 'asks', 'ask')} for the chassis {wanted}, "
        "and OVN has none of that name or hostname, so nobody plugs "
        f"{verb(ports, 'it', 'them')}: compare nova's name of the host with `{ovn.SWITCH} get "
        "open_vswitch . external_ids` there, and see whether "
        f"{OVN_CONTROLLER} runs."
    )
    about = pluggers.entity(snapshot, wanted)
    host = reachability.host_names(snapshot).host(wanted)
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER) if host else None
    own = about is not None and not (unit and endings.told(unit))
    return Finding(CODE, Severity.WARNING, wanted, says, entity=about, down=own)


CHECK = Check(
    CODE,
    "Ports whose chassis is dead or missing",
    (*ovn_views.NEEDS, units.PROBE),
    find,
    Area.NETWORK,
)
