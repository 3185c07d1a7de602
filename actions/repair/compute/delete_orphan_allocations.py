"""delete-orphan-allocations: placement no longer counts, on one compute node, what is gone."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support.wording import count, listed
from actions.facts.keystone import catalog
from actions.facts.nova import cell_instances, cell_mappings
from actions.facts.placement import provider_allocations, resource_providers, unknown_consumers
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do


def plan(situation: Situation) -> Decision:
    """Delete them consumer by consumer; only those that no cell and no mapping knows."""
    providers = situation.get(resource_providers.PROBE)
    if providers is None:
        error = situation.snapshot.reading(resource_providers.PROBE).error or "nobody looked"
        return blocked(f"Placement's list of resource providers could not be read: {error}")
    one = next((p for p in providers if situation.target in (p.name, p.id)), None)
    if one is None:
        meant = suggest(situation.target, {p.name for p in providers})
        return blocked(f"Placement has no resource provider {situation.target}.{meant}")
    held = situation.get(provider_allocations.PROBE, one.id)
    if held is None:
        error = situation.snapshot.reading(provider_allocations.PROBE, one.id).error
        return blocked(f"What is allocated of {one.name} could not be read: {error or 'nobody looked'}")
    gone = sorted(unknown_consumers.gone(situation.snapshot).intersection(held))
    if gone:
        return do(
            *(_delete(consumer) for consumer in gone),
            why=f"no cell has {listed(gone)} as an instance or a migration",
        )
    doubtful = sorted(set(unknown_consumers.unknown(situation.snapshot)).intersection(held))
    if doubtful:
        return blocked(
            f"No cell has {listed(doubtful)} as a live instance, and it could not be told whether nova "
            "has one as a migration, as just deleted, or as being made: every cell must be readable."
        )
    return already(f"all {count(len(held), 'consumer')} of {one.name} are instances that are there")


def _delete(consumer: str) -> Api:
    """404 is as good: somebody else deleted it."""
    return Api(
        "placement",
        "DELETE",
        f"/allocations/{consumer}",
        f"openstack resource provider allocation delete {consumer}",
        ok=(204, 404),
    )


def notes(_: Situation) -> tuple[str, ...]:
    """What cannot be taken back."""
    return (
        "Placement keeps no copy. What nova makes anew of an instance that is there after all, its "
        "own tool does, since Rocky: `placement heal_allocations`.",
    )


ACTION = Action(
    "delete-orphan-allocations",
    "Delete allocations of instances that are gone",
    (
        guarded(
            Step(
                "allocations",
                "Delete what nobody has any more",
                (
                    catalog.PROBE,
                    cell_instances.PROBE,
                    cell_mappings.PROBE,
                    provider_allocations.PROBE,
                    resource_providers.PROBE,
                    unknown_consumers.PROBE,
                ),
                plan,
            )
        ),
    ),
    takes="provider",
    danger=True,
    notes=notes,
)
