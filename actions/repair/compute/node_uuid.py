"""A compute node that got a new UUID, while placement holds its instances under the old one, gets that.

In one step: nova-compute keeps its node in memory, so it is stopped before the row changes, and the
file by which it knows its node (2023.1 and later) is changed before it starts. No rows are backed up:
put back alone, beside another file and another memory, they would be what is mended here.
"""

from __future__ import annotations

import re
import shlex

from actions.causes.first import guarded
from actions.checks._support import node_identity, reachability
from actions.checks._support.node_identity import Identity, identities
from actions.deployments import life
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf, units
from actions.facts.nova import cell_databases, cell_mappings, hypervisors
from actions.facts.placement import resource_providers, stale_allocations
from actions.facts.placement.stale_allocations import Conflict, conflicts
from actions.model.command import Command, Shell, Sql
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Text
from actions.repair.compute.compute_target import Compute, compute, unstartable

_PLAIN = re.compile(r"[\w.-]+")


def conflict_of(situation: Situation, host: str) -> Conflict | None:
    """What keeps the host's node out of placement, if anything does."""
    names = reachability.host_names(situation.snapshot)
    found = (one for one in conflicts(situation.snapshot) if names.host(one.node.host) == host)
    return next(found, None)


def write_id(one: Identity, uuid: str) -> Shell:
    """Write the file as nova's own, whoever that is there; what it said is kept beside it."""
    path = shlex.quote(one.path)
    new = f"{path}.stackmend-new"
    return Shell(
        one.host,
        f"cp -a {path} {path}.before-stackmend 2>/dev/null; printf %s {shlex.quote(uuid)} > {new} && "
        f"chown --reference=$(dirname {path}) {new} && chmod 0644 {new} && mv {new} {path}",
    )


def plan(situation: Situation) -> Decision:
    """Give compute_nodes the UUID of the provider that has the node's name."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    if situation.get(resource_providers.PROBE) is None:
        error = situation.snapshot.reading(resource_providers.PROBE).error
        if error:
            return blocked(f"Placement's list of resource providers could not be read: {error}")
    found = conflict_of(situation, target.host)
    if found is None:
        return already(f"placement refuses no compute node of {target.host} for its UUID")
    closed = node_identity.unread(situation.snapshot, target.host)
    if closed:
        return blocked(closed)
    if unstartable(target.host, target.unit):
        return blocked(unstartable(target.host, target.unit))
    held = situation.get(stale_allocations.PROBE, found.provider.id)
    if held is None:
        error = situation.snapshot.reading(stale_allocations.PROBE, found.provider.id).error
        return blocked(
            f"What is allocated of {found.provider.id} could not be read: {error or 'nobody looked'}"
        )
    if not held:
        delete = situation.command("run", "delete-stale-provider", found.node.name)
        return blocked(f"Nothing is allocated of {found.provider.id}, so it can go: {delete}.")
    return _change(situation, target, found, len(held))


def _change(situation: Situation, target: Compute, found: Conflict, held: int) -> Decision:
    node, old = found.node, found.provider.id
    own = conf.nova_conf(situation.snapshot)
    cells = situation.each(cell_databases.PROBE)
    cell = next((c for c, d in cells.items() if node.uuid in {n.uuid for n in d.computes}), "")
    url = cell_databases.database_url(situation.snapshot, cell)
    if own is None or url is None:
        return blocked(f"No readable cell has the compute node {node.uuid}, so it cannot be changed.")
    if not all(_PLAIN.fullmatch(word) for word in (node.uuid, old, node.host)):
        return blocked(f"{node.host}, {node.uuid} or {old} is no plain name: nothing is changed.")
    change = Sql(
        own.host,
        url.text,
        (
            Text.of(
                f"UPDATE compute_nodes SET uuid = UUID() WHERE uuid = '{old}' AND deleted <> 0"  # noqa: S608
            ),
            Text.of(
                f"UPDATE compute_nodes SET uuid = '{old}' WHERE uuid = '{node.uuid}' AND deleted = 0"  # noqa: S608
            ),
        ),
    )
    file: tuple[Command, ...] = tuple(
        write_id(one, old)
        for one in identities(situation.snapshot)
        if one.uuid == node.uuid and one.found != old
    )
    unit = target.unit.name
    return do(
        Shell(target.host, life.line("stop", (unit,)), restarts=(unit,)),
        change,
        *file,
        Shell(target.host, life.line("start", (unit,))),
        why=(
            f"compute_nodes has {node.uuid} for {node.name}, and placement has {old} with allocations "
            f"of {held}"
        ),
    )


def notes(situation: Situation) -> tuple[str, ...]:
    """What an undo would have to put back together is not put back."""
    target = compute(situation)
    found = None if isinstance(target, str) else conflict_of(situation, target.host)
    if found is None:
        return ()
    return (
        f"It is not taken back by undo: the row, the file and what {NOVA_COMPUTE} has in memory belong "
        f"together. The row's UUID is {found.node.uuid} now; a file that is replaced stays beside the "
        "new one as .before-stackmend.",
    )


STEP = guarded(
    Step(
        "node",
        f"Give the compute node its old UUID, {NOVA_COMPUTE} stopped meanwhile",
        (
            *node_identity.NEEDS,
            cell_mappings.PROBE,
            hypervisors.PROBE,
            resource_providers.PROBE,
            stale_allocations.PROBE,
            units.PROBE,
        ),
        plan,
    ),
    restarts=True,
)
