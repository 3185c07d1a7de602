"""The step of repairs of compute hosts that starts nova-compute, where it does not run or report."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.deployments.services import LIBVIRT, NOVA_COMPUTE
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_target import (
    TARGET_NEEDS,
    compute,
    on_target,
    unlisted,
    unstartable,
)
from actions.repair.services.service_target import forced
from actions.repair.services.unit_restart import restart, restarted

_REPORTED = 120.0
"""Seconds in which nova-compute must have reported: systemd gives it up to 90 to start."""


def plan(situation: Situation) -> Decision:
    """Start nova-compute where it does not run, or nova does not hear from it."""
    found = compute(situation)
    if isinstance(found, str):
        return blocked(found)
    unit, row = found.unit, found.row
    if unstartable(found.host, unit):
        return blocked(unstartable(found.host, unit))
    if unit.active != "active":
        return do(restart(found.host, unit), why=f"{unit.name} on {found.host} is {unit.active}")
    if unlisted(situation):
        return blocked(unlisted(situation))
    if row is None:
        return blocked(f"{unit.name} on {found.host} runs, and nova lists none of that host.")
    said = forced((row,))
    if said and restarted(situation, found.host, unit):
        return already(f"{unit.name} on {found.host} was started. {said}")
    if said:
        return blocked(said)
    if row.state != "up":
        why = f"{unit.name} on {found.host} is active, and nova says that it is {row.state}"
        return do(restart(found.host, unit), why=why)
    return already(f"{unit.name} on {found.host} is active, and nova hears from it")


STEP = guarded(
    Step(
        "compute",
        f"Start {NOVA_COMPUTE} and wait until it reports",
        TARGET_NEEDS,
        plan,
        verify_timeout=_REPORTED,
    ),
    restarts=True,
    mended=on_target(LIBVIRT),
)
