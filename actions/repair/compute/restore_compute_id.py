"""restore-compute-id: a host is the compute node again that it was, for nova, placement and itself."""

from __future__ import annotations

from actions.checks._support.node_identity import NEEDS, Identity, identities
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_target import TARGET_NEEDS, compute, masked, unlisted
from actions.repair.compute.node_uuid import STEP as NODE
from actions.repair.compute.node_uuid import write_id
from actions.repair.services.unit_restart import restart


def _identity(situation: Situation, host: str) -> Identity | str | None:
    """What the file should say; None: nova before 2023.1 has none, or nobody knows where it is."""
    found = [one for one in identities(situation.snapshot) if one.host == host]
    if len(found) > 1:
        nodes = " and ".join(f"{one.uuid} ({one.name})" for one in found)
        return f"{host} is several compute nodes ({nodes}): which is right, nobody can tell."
    return found[0] if found else None


def plan_file(situation: Situation) -> Decision:
    """Write the UUID that the cell's database has; what stood there is kept beside it."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    if NODE.name in situation.pending:
        return already("it is written with the step before, where nova has one")
    one = _identity(situation, target.host)
    if isinstance(one, str):
        return blocked(one)
    if one is None:
        return already(f"nova on {target.host} is known to keep no such file")
    if one.found == one.uuid:
        return already(f"{one.path} on {one.host} says {one.uuid}, as compute_nodes does")
    return do(
        write_id(one, one.uuid),
        why=f"it {f'says {one.found}' if one.found else 'is not there'}, and compute_nodes has "
        f"{one.uuid} for {one.name}",
    )


def plan_compute(situation: Situation) -> Decision:
    """Start nova-compute, which did not start without it."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    unit = target.unit
    if masked(target.host, unit):
        return blocked(masked(target.host, unit))
    if unit.active != "active":
        return do(restart(target.host, unit), why=f"{unit.name} on {target.host} is {unit.active}")
    if unlisted(situation):
        return blocked(unlisted(situation))
    row = target.row
    if row is not None and row.state != "up":
        why = f"{unit.name} on {target.host} is active, and nova says that it is {row.state}"
        return do(restart(target.host, unit), why=why)
    return already(f"{NOVA_COMPUTE} on {target.host} runs")


ACTION = Action(
    "restore-compute-id",
    "Make a host the compute node again that it was",
    (
        NODE,
        Step("file", "Write the compute node's UUID", (*NEEDS, units.PROBE), plan_file),
        Step(
            "compute",
            f"Start {NOVA_COMPUTE} where it does not run",
            TARGET_NEEDS,
            plan_compute,
            verify_timeout=120.0,
        ),
    ),
    takes="host",
)
