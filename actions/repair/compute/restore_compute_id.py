"""restore-compute-id: a host is the compute node again that it was, for nova, placement and itself."""

from __future__ import annotations

from actions.checks._support.node_identity import NEEDS, Identity, identities, unread
from actions.facts.hosts import units
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_start import STEP as START
from actions.repair.compute.compute_target import compute
from actions.repair.compute.node_uuid import STEP as NODE
from actions.repair.compute.node_uuid import notes, write_id


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
    closed = unread(situation.snapshot, target.host)
    if closed:
        return blocked(closed)
    if one is None:
        return already(f"nova on {target.host} is known to keep no such file")
    if one.found == one.uuid:
        return already(f"{one.path} on {one.host} says {one.uuid}, as compute_nodes does")
    return do(
        write_id(one, one.uuid),
        why=f"it {f'says {one.found}' if one.found else 'is not there'}, and compute_nodes has "
        f"{one.uuid} for {one.name}",
    )


ACTION = Action(
    "restore-compute-id",
    "Make a host the compute node again that it was",
    (
        NODE,
        Step("file", "Write the compute node's UUID", (*NEEDS, units.PROBE), plan_file),
        START,
    ),
    takes="host",
    notes=notes,
)
