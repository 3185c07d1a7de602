"""A chassis of OVN is wired wrongly on its own host: bridges, the tunnels' address, flows.

None of these stops ovn-controller or changes what neutron says of it. Source: Open vSwitch's own
database there, the host's addresses, and the number of flows in the integration bridge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.checks._support import reachability
from actions.checks._support.wording import listed
from actions.deployments.services import OVN_CONTROLLER, SWITCH_DAEMON
from actions.facts.hosts import units
from actions.facts.ovn import ovn_controllers
from actions.facts.ovn.ovn_controllers import Controller
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "chassis-wiring"
FEW = 2
"""Flows with which a bridge begins: ovn-controller writes hundreds."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host, with all that is wrong there; without flows a restart mends it."""
    for host, own in snapshot.each(ovn_controllers.PROBE).items():
        wrong = list(_wrong(own))
        bare = own.flows is not None and own.flows <= FEW and own.bridge in own.bridges
        if bare and not wrong and own.connection == "connected":
            yield from _bare(snapshot, host, own)
        if wrong:
            says = f"OVN on {host} is wired wrongly: {'; '.join(wrong)}."
            about = service(host, OVN_CONTROLLER)
            yield Finding(CODE, Severity.WARNING, host, says, entity=about, down=True)


def _wrong(own: Controller) -> Iterator[str]:
    lost = [one for one in own.encap_ips if own.addresses and one not in own.addresses]
    if lost:
        yield (
            f"ovn-encap-ip {listed(lost)} is no address of the host, so no tunnel comes up (it has "
            f"{listed(own.addresses)})"
        )
    if own.chassis and not own.encap_ips:
        yield "ovn-encap-ip is not set, so it registers no chassis"
    absent = {
        f"{bridge} for {name}" for name, bridge in own.mappings.items() if bridge not in own.bridges
    }
    if absent:
        yield f"ovn-bridge-mappings names {listed(absent)}, and Open vSwitch has no such bridge"
    for bridge, why in own.faults.items():
        if bridge == own.bridge or bridge in own.mappings.values():
            kind = own.bridges[bridge] or "system"
            kernel = ": the kernel may have no Open vSwitch (datapath_type)" if kind == "system" else ""
            yield f"the bridge {bridge} of the datapath {kind} could not be made, {why}{kernel}"


def _bare(snapshot: Snapshot, host: str, own: Controller) -> Iterator[Finding]:
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER)
    if unit is None or reachability.starting(unit):
        return
    switch = reachability.unit(snapshot, host, SWITCH_DAEMON)
    younger = switch and switch.age is not None and unit.age is not None and switch.age < unit.age
    says = (
        f"{own.bridge} on {host} has no flows of OVN's"
        + (f", and Open vSwitch was started after {OVN_CONTROLLER}" if younger else "")
        + f": no packet passes there. A restart of {OVN_CONTROLLER} writes them anew."
    )
    target = f"{host}/{OVN_CONTROLLER}"
    about = service(host, OVN_CONTROLLER)
    yield Finding(CODE, Severity.CRITICAL, host, says, "bounce-service", target, about, True)


CHECK = Check(
    CODE,
    "Chassis of OVN that are wired wrongly",
    (ovn_controllers.PROBE, units.PROBE),
    find,
    Area.NETWORK,
)
