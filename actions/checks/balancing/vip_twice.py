"""An address that keepalived moves is on two hosts at once.

Each believes the other one gone: their VRRP (protocol 112) does not pass between them, or their
virtual_router_id or password differ. Who asks meets now one and now the other. Sources: as vip-nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import vips
from actions.checks._support.wording import listed
from actions.facts.balancing import balancers
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "vip-twice"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding an address."""
    for address in vips.keepers(snapshot):
        hosts = vips.holders(snapshot, address)
        if len(hosts) > 1:
            says = (
                f"{listed(hosts)} have {address} at once: none hears the other's VRRP (protocol 112, "
                "by multicast), or virtual_router_id or auth_pass differ. Where it is to be, see their "
                "priorities; on the other one stop keepalived until they hear each other."
            )
            about = Entity(Kind.VIP, address)
            yield Finding(CODE, Severity.CRITICAL, address, says, entity=about, down=True)


CHECK = Check(CODE, "Shared addresses that two hosts have", (balancers.PROBE,), find, Area.HOSTS)
