"""recover-compute: a host whose nova-compute nova itself has disabled serves again.

In the order of what needs what: libvirt, nova-compute, and nova's own note, which a nova-compute that
has a connection to libvirt takes back by itself.
"""

from __future__ import annotations

from actions.causes.first import guarded
from actions.deployments.services import NOVA_COMPUTE
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_start import STEP as START
from actions.repair.compute.compute_target import TARGET_NEEDS, Compute, compute, unlisted, unstartable
from actions.repair.services.service_status import NOVA
from actions.repair.services.unit_restart import restart


def plan_libvirt(situation: Situation) -> Decision:
    """Start libvirt where its unit is known and does not run."""
    found = compute(situation)
    if isinstance(found, str):
        return blocked(found)
    unit = found.libvirt
    if unit is None:
        return already(f"no unit of libvirt is known on {found.host}: whether it runs, nova will tell")
    if unit.active == "active":
        return already(f"{unit.name} on {found.host} is active")
    if unstartable(found.host, unit):
        return blocked(unstartable(found.host, unit))
    return do(restart(found.host, unit), why=f"{unit.name} on {found.host} is {unit.active}")


def plan_enable(situation: Situation) -> Decision:
    """Take nova's own note back, where nova-compute has not done that itself by then."""
    found = compute(situation)
    if isinstance(found, str):
        return blocked(found)
    if unlisted(situation):
        return blocked(unlisted(situation))
    row = found.row
    if row is None:
        return already(f"nova lists no {NOVA_COMPUTE} on {found.host}")
    if not row.by_nova:
        return already(_told(found))
    return do(
        Api(
            "compute",
            "PUT",
            f"/os-services/{row.id}",
            f"openstack compute service set --enable {row.host} {row.binary}",
            body={"status": "enabled"},
            microversion=NOVA,
        ),
        why=f"nova disabled it ({row.reason}), and what it missed is there again by then",
    )


def _told(found: Compute) -> str:
    row = found.row
    if row is None or row.status == "enabled":
        return f"{NOVA_COMPUTE} on {found.host} is enabled"
    reason = f" ({row.reason})" if row.reason else ""
    return f"{NOVA_COMPUTE} on {found.host} was disabled by a person{reason}, and stays so"


ACTION = Action(
    "recover-compute",
    "Bring a compute host back that nova itself has disabled",
    (
        Step("libvirt", "Start libvirt", TARGET_NEEDS, plan_libvirt, verify_timeout=30.0),
        START,
        guarded(
            Step(
                "enable",
                "Enable it, where nova has not done that itself",
                TARGET_NEEDS,
                plan_enable,
                verify_timeout=30.0,
            )
        ),
    ),
    takes="host",
)
