"""restore-compute-id: the file by which a nova-compute knows its compute node says that node again."""

from __future__ import annotations

import shlex

from actions.checks._support.node_identity import NEEDS, Identity, identities
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.model.command import Shell
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_target import TARGET_NEEDS, compute, masked, unlisted
from actions.repair.services.unit_restart import restart


def _identity(situation: Situation, host: str) -> Identity | str:
    found = [one for one in identities(situation.snapshot) if one.host == host]
    if len(found) == 1:
        return found[0]
    if found:
        nodes = " and ".join(f"{one.uuid} ({one.name})" for one in found)
        return f"{host} is several compute nodes ({nodes}): which is the right one, nobody can tell."
    return (
        f"Nothing is known of such a file on {host}: nova before 2023.1 has none, and of another one "
        "its compute node, its configuration and the file must be read first."
    )


def plan_file(situation: Situation) -> Decision:
    """Write the UUID that the cell's database has; what stood there is kept beside it."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    one = _identity(situation, target.host)
    if isinstance(one, str):
        return blocked(one)
    if one.found == one.uuid:
        return already(f"{one.path} on {one.host} says {one.uuid}, as compute_nodes does")
    path = shlex.quote(one.path)
    new = f"{path}.stackmend-new"
    return do(
        Shell(
            one.host,
            f"cp -a {path} {path}.before-stackmend 2>/dev/null; printf %s {one.uuid} > {new} && "
            f"chown --reference=$(dirname {path}) {new} && chmod 0644 {new} && mv {new} {path}",
        ),
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
    "Give a compute host the file back by which it knows its compute node",
    (
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
