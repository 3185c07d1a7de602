"""What must be mended first: a repair whose target needs something that is down would do no good."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from actions.causes.graph import Graph
from actions.causes.needs import OF_APIS, OF_SERVICES
from actions.checks.apis import endpoint_down
from actions.checks.broker import broker_login
from actions.checks.database import db_read_only
from actions.checks.hosts import host_unreachable, unit_failed, unit_inactive
from actions.checks.ovn import ovn_database
from actions.model import entity
from actions.model.command import Api
from actions.model.entity import Entity, Kind
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding
from actions.model.plan import Decision, Situation, Step, blocked

CHECKS: tuple[Check, ...] = (
    host_unreachable.CHECK,
    unit_failed.CHECK,
    unit_inactive.CHECK,
    broker_login.CHECK,
    ovn_database.CHECK,
)
"""Those that see in a moment whether a host, a unit, a login or a database is down."""
API_CHECKS: tuple[Check, ...] = (*CHECKS, endpoint_down.CHECK, db_read_only.CHECK)
"""And whether an API answers, and may write what it is asked to."""


def _needs(checks: Iterable[Check]) -> tuple[Probe[Any], ...]:
    return tuple({probe.name: probe for check in checks for probe in check.needs}.values())


NEEDS, API_NEEDS = _needs(CHECKS), _needs(API_CHECKS)
"""What `first` reads of a service, and of an API."""

About = Callable[[Situation], Iterable[Entity]]


def guarded(step: Step, about: About | None = None, mended: About = lambda _: ()) -> Step:
    """The step, blocked where what it is about needs something that is down.

    `about`: the services that it starts anew; without it, the APIs that its commands ask. What the
    repair itself mends in another step holds nothing up.
    """

    def plan(situation: Situation) -> Decision:
        decision = step.plan(situation)
        if not decision.commands:
            return decision
        wanted = about(situation) if about else _apis(decision)
        needed = first(situation.snapshot, wanted, mended(situation))
        return blocked(_says(situation.snapshot, needed)) if needed else decision

    needs = dict.fromkeys((*step.needs, *(NEEDS if about else API_NEEDS)))
    return replace(step, plan=plan, needs=tuple(needs))


def _apis(decision: Decision) -> Iterable[Entity]:
    names = (command.service for command in decision.commands if isinstance(command, Api))
    return dict.fromkeys(map(entity.api, names))


def first(snapshot: Snapshot, about: Iterable[Entity], but: Iterable[Entity] = ()) -> Finding | None:
    """The nearest thing that they need and that is down, but for some; None: nothing that was seen.

    An API that is to be asked must answer itself; a service that is started anew need not serve yet.
    """
    needs = Graph.of(pair for need in (*OF_SERVICES, *OF_APIS) for pair in need.pairs(snapshot))
    for one in about:
        asked = one.kind is Kind.API
        checks = API_CHECKS if asked else CHECKS
        found = (finding for check in checks for finding in check.find(snapshot))
        down = {finding.entity: finding for finding in found if finding.down and finding.entity}
        nearest = (*needs.below(one), *([one] if asked else []))
        if needed := next((down[e] for e in nearest if e in down and e not in but), None):
            return needed
    return None


def _says(snapshot: Snapshot, found: Finding) -> str:
    command = found.command(snapshot.site)
    then = f" `{command}` mends it." if command else ""
    return f"Mend what it needs first: {found.message}{then}"
