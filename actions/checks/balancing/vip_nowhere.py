"""An address that keepalived is to keep is on none of the hosts that may have it.

Whatever the catalog and the configurations reach under it is out of reach. Sources: keepalived.conf of
each host, and the addresses that it has; silent where one of those hosts could not be asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability, vips
from actions.checks._support.wording import listed
from actions.deployments.services import VIP_KEEPER
from actions.facts.balancing import balancers
from actions.facts.hosts import host_layout, units
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "vip-nowhere"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding an address."""
    if not vips.all_asked(snapshot):
        return
    for address, hosts in vips.keepers(snapshot).items():
        if not vips.holders(snapshot, address):
            keepers = [(host, reachability.unit(snapshot, host, VIP_KEEPER)) for host in hosts]
            logs = sorted({reachability.log(snapshot, host, unit) for host, unit in keepers if unit})
            why = f" {' or '.join(logs)} there says why." if logs else ""
            says = (
                f"No host has {address}, which {VIP_KEEPER} on {listed(hosts)} is to keep: what is "
                f"reached under it is not.{why}"
            )
            about = Entity(Kind.VIP, address)
            yield Finding(CODE, Severity.CRITICAL, address, says, entity=about, down=True)


CHECK = Check(
    CODE,
    "Shared addresses that no host has",
    (balancers.PROBE, host_layout.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
