"""delete-stale-provider: a provider that has a compute node's name and another UUID leaves placement.

Only where nothing is allocated of it, and its UUID is no live compute node's. What is allocated of it
belongs to instances that are there: then the host needs its old UUID back, and not a new provider.
"""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support import reachability
from actions.checks._support.wording import count, listed
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.nova import cell_databases, cell_mappings, hypervisors
from actions.facts.nova.cell_mappings import CELL0
from actions.facts.placement import provider_inventories, resource_providers, stale_allocations
from actions.facts.placement.resource_providers import MICROVERSION
from actions.facts.placement.stale_allocations import Conflict, Node, conflicts, nodes
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.services.unit_restart import restart

_NEEDS = (cell_databases.PROBE, hypervisors.PROBE, resource_providers.PROBE)
_REGISTERED = 150.0
"""Seconds: nova-compute registers at its start, and once a minute after that."""


def _conflict(situation: Situation) -> Conflict | None:
    """By the node's name or UUID: the provider's own says nothing any more once that is gone."""
    wanted = situation.target
    found = conflicts(situation.snapshot)
    return next((one for one in found if wanted in (one.node.name, one.node.uuid)), None)


def plan_delete(situation: Situation) -> Decision:
    """Delete it by its id."""
    unread = _unread(situation)
    if unread:
        return blocked(unread)
    found = _conflict(situation)
    if found is None:
        return _none(situation)
    held = situation.get(stale_allocations.PROBE, found.provider.id)
    if held is None:
        error = situation.snapshot.reading(stale_allocations.PROBE, found.provider.id).error
        return blocked(
            f"What is allocated of {found.provider.id} could not be read: {error or 'nobody looked'}"
        )
    if held:
        return blocked(_held(situation, found, held))
    return do(
        Api(
            "placement",
            "DELETE",
            f"/resource_providers/{found.provider.id}",
            f"openstack resource provider delete {found.provider.id}",
            microversion=MICROVERSION,
            ok=(204, 404),
        ),
        why=(
            f"{found.provider.name} in placement is {found.provider.id}, no live compute node's, and "
            f"the compute node is {found.node.uuid}; nothing is allocated of the old one"
        ),
    )


def _unread(situation: Situation) -> str:
    """Why it cannot be told whose a provider is; empty: it can."""
    if situation.get(resource_providers.PROBE) is None:
        error = situation.snapshot.reading(resource_providers.PROBE).error or "nobody looked"
        return f"Placement's list of resource providers could not be read: {error}"
    api = situation.get(cell_mappings.PROBE)
    if api is None or api.code:
        return "The cells could not be read from nova's API database, so nobody knows what is live."
    databases = situation.each(cell_databases.PROBE)
    closed = [
        cell.name or cell.uuid
        for cell in api.cells
        if cell.uuid != CELL0 and (cell.uuid not in databases or databases[cell.uuid].code)
    ]
    if closed:
        return (
            f"The database of {listed(closed)} could not be read: the provider may be of a node there."
        )
    return ""


def _none(situation: Situation) -> Decision:
    """No conflict of that name is left."""
    known = {node.name: node for node in nodes(situation.snapshot)}
    node = known.get(situation.target)
    if node is not None:
        own = [p for p in situation.get(resource_providers.PROBE) or () if p.name == node.name]
        if own and own[0].id != node.uuid:
            return blocked(
                f"The provider {node.name} ({own[0].id}) is another live compute node's: it stays."
            )
        return already(f"no provider stands in the way of {node.name} ({node.uuid})")
    by_old = [c for c in conflicts(situation.snapshot) if c.provider.id == situation.target]
    if by_old:
        name = by_old[0].node.name
        delete = situation.command("run", "delete-stale-provider", name)
        return blocked(f"{situation.target} stands in the way of {name}: {delete}.")
    providers = {p.id: p for p in situation.get(resource_providers.PROBE) or ()}
    if situation.target in providers:
        return blocked(
            f"{situation.target} ({providers[situation.target].name}) stands in no compute node's way: "
            "it stays."
        )
    meant = suggest(situation.target, known.keys())
    return already(f"no provider {situation.target} stands in a compute node's way.{meant}")


def _held(situation: Situation, found: Conflict, held: tuple[str, ...]) -> str:
    node, old = found.node, found.provider
    host = reachability.host_names(situation.snapshot).same(node.host)
    restore = situation.command("run", "restore-compute-id", host)
    return (
        f"{count(len(held), 'consumer has', 'consumers have')} allocations of {old.id} "
        f"({listed(held)}), so placement would refuse (409), and the instances would be lost to it. "
        f"Give {node.host} its old UUID back: {restore}."
    )


def _node(situation: Situation) -> Node | None:
    found = _conflict(situation)
    if found is not None:
        return found.node
    wanted = situation.target
    return next((n for n in nodes(situation.snapshot) if wanted in (n.name, n.uuid)), None)


def plan_register(situation: Situation) -> Decision:
    """Restart nova-compute where it has not registered anew."""
    node = _node(situation)
    if node is None:
        known = [node.name for node in nodes(situation.snapshot)]
        return blocked(
            f"No live compute node {situation.target} is known, so whether one waits for a provider of "
            f"its own is not either.{suggest(situation.target, known)}"
        )
    held = situation.get(resource_providers.PROBE) or ()
    if node.uuid in {provider.id for provider in held}:
        return _registered(situation, node)
    host = reachability.host_names(situation.snapshot).host(node.host)
    unit = reachability.unit(situation.snapshot, host, NOVA_COMPUTE) if host else None
    if host is None or unit is None:
        return blocked(
            f"{node.name} has no provider of its own, and "
            + (reachability.no_unit(host, NOVA_COMPUTE) if host else f"{node.host} is no host here")
            + ": restart it by hand."
        )
    if not situation.pending and _conflict(situation):
        return blocked(f"A provider of another UUID still has the name {node.name}.")
    return do(restart(host, unit), why=f"{node.name} ({node.uuid}) has no provider of its own yet")


def _registered(situation: Situation, node: Node) -> Decision:
    """The provider alone is not all: without an inventory nothing can be placed there."""
    inventory = situation.get(provider_inventories.PROBE, node.uuid)
    if inventory is not None and not any(inventory.values()):
        return blocked(f"The provider {node.uuid} of {node.name} has no inventory yet.")
    total = ", ".join(f"{value} {name}" for name, value in sorted((inventory or {}).items()))
    return already(f"{node.name} has its provider {node.uuid}" + (f" with {total}" if total else ""))


def notes(_: Situation) -> tuple[str, ...]:
    """Why nova did not do that itself."""
    return (
        "A name belongs to one provider in all of placement, and nova deletes only those that it made "
        "for a compute node that it still knows: this one is left to a person.",
    )


ACTION = Action(
    "delete-stale-provider",
    "Delete a provider that keeps a compute node out of placement",
    (
        guarded(
            Step(
                "provider",
                "Delete the provider of the old UUID",
                (*reachability.HEARD_NEEDS, *_NEEDS, cell_mappings.PROBE, stale_allocations.PROBE),
                plan_delete,
            )
        ),
        guarded(
            Step(
                "register",
                f"Have {NOVA_COMPUTE} register anew",
                (*reachability.HEARD_NEEDS, *_NEEDS, provider_inventories.PROBE, units.PROBE),
                plan_register,
                verify_timeout=_REGISTERED,
            ),
            restarts=True,
        ),
    ),
    takes="provider",
    danger=True,
    notes=notes,
)
