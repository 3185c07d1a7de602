"""An ovn-controller runs and is not connected to the southbound database, or does not answer.

What it has wired goes on; nothing new is. Source: `connection-status` of the process itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import ovn_views
from actions.deployments.services import OVN_CONTROLLER
from actions.facts.hosts import units
from actions.facts.ovn import ovn_controllers
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "chassis-disconnected"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host whose unit was active and is, and was not just started."""
    for host, own in snapshot.each(ovn_controllers.PROBE).items():
        if not ovn_views.cut_off(snapshot, host):
            continue
        target = f"{host}/{OVN_CONTROLLER}"
        reading = snapshot.reading(ovn_controllers.PROBE, host)
        proof = Evidence(f"connection-status on {host}", own.connection or "no answer", reading.at)
        if own.connection:
            says = (
                f"{OVN_CONTROLLER} on {host} is {own.connection} to OVN's southbound database at "
                f"{own.remote or 'no address (ovn-remote is not set)'}: nothing new is wired there."
            )
            action = ""
        else:
            says = f"{OVN_CONTROLLER} on {host} does not answer, though its unit is active."
            action = "restart-service"
        yield Finding(
            CODE,
            Severity.WARNING,
            target,
            says,
            action,
            target if action else "",
            entity=service(host, OVN_CONTROLLER),
            down=True,
            evidence=(proof,),
        )


CHECK = Check(
    CODE,
    "OVN controllers without their database",
    (ovn_controllers.PROBE, units.PROBE),
    find,
    Area.NETWORK,
)
