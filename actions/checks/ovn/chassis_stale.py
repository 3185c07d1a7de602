"""A chassis of OVN was left behind: another one of the same host answers in its place.

So it is where a host was installed anew and got another system-id. Tunnels to the dead one stay, and
neutron may choose it for a router. Source: hostname and nb_cfg of the southbound database's chassis.
Dead rows that neutron itself calls dead are told by agent-duplicate and agent-dead.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import ovn_views
from actions.checks._support.wording import count
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "chassis-stale"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a chassis; its rows can go where nothing is bound to it."""
    for chassis in ovn_views.dead(snapshot).values():
        row, other = ovn_views.agent(snapshot, chassis), ovn_views.twin(snapshot, chassis)
        if other is None or (row is not None and not row.alive):
            continue
        ports, routers = ovn_views.held(snapshot, chassis)
        says = (
            f"OVN's chassis {chassis.name} {ovn_views.heard(snapshot, chassis)}, and {other.name} "
            f"answers for the same host {chassis.hostname}: it was left behind"
        )
        about = Entity(Kind.CHASSIS, chassis.name)
        held = (ports or 0) + len(routers)
        if held:
            says += f", with {count(held, 'port')} bound to it: move these first."
            yield Finding(CODE, Severity.WARNING, chassis.name, says, entity=about)
        elif ports is None:
            says += (
                "; whether ports of instances are bound to it is not known, for the southbound "
                "database did not list them."
            )
            yield Finding(CODE, Severity.WARNING, chassis.name, says, entity=about)
        else:
            says += ", and nothing is bound to it."
            yield Finding(
                CODE, Severity.WARNING, chassis.name, says, "delete-chassis", chassis.name, about
            )


CHECK = Check(CODE, "Chassis of OVN that were left behind", ovn_views.NEEDS, find, Area.NETWORK)
