"""What must be mended first: a repair whose target needs something that is down would do no good."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from actions.causes.graph import Graph
from actions.causes.needs import OF_SERVICES
from actions.checks.broker import broker_login
from actions.checks.hosts import host_unreachable, unit_failed, unit_inactive
from actions.checks.ovn import ovn_database
from actions.model.entity import Entity
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding
from actions.model.plan import Decision, blocked

CHECKS: tuple[Check, ...] = (
    host_unreachable.CHECK,
    unit_failed.CHECK,
    unit_inactive.CHECK,
    broker_login.CHECK,
    ovn_database.CHECK,
)
"""Those that see in a moment whether a host, a unit, a login or a database is down."""

NEEDS: tuple[Probe[Any], ...] = tuple(
    {probe.name: probe for check in CHECKS for probe in check.needs}.values()
)
"""What `first` reads."""


def first(snapshot: Snapshot, entity: Entity, but: Collection[Entity] = ()) -> Finding | None:
    """The nearest thing that it needs and that is down, but for some; None: nothing that was seen."""
    needs = Graph.of(pair for need in OF_SERVICES for pair in need.pairs(snapshot))
    found = (finding for check in CHECKS for finding in check.find(snapshot))
    down = {finding.entity: finding for finding in found if finding.down and finding.entity}
    return next((down[one] for one in needs.below(entity) if one in down and one not in but), None)


def held(
    snapshot: Snapshot, entity: Entity, decision: Decision, mended: Collection[Entity] = ()
) -> Decision:
    """What a repair decided about an entity: blocked, where something that it needs is down.

    What the repair itself mends, in another step, holds nothing up.
    """
    needed = first(snapshot, entity, mended) if decision.commands else None
    return blocked(_says(snapshot, needed)) if needed else decision


def _says(snapshot: Snapshot, found: Finding) -> str:
    command = found.command(snapshot.site)
    then = f" `{command}` mends it." if command else ""
    return f"Mend what it needs first: {found.message}{then}"
