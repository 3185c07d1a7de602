"""What must be mended first: a repair whose target needs something that is down would do no good."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from actions.causes.graph import Graph
from actions.causes.needs.all import OF_APIS, OF_SERVICES
from actions.checks.apis import endpoint_down
from actions.checks.broker import broker_login
from actions.checks.database import db_read_only
from actions.checks.hosts import host_unreachable, unit_failed, unit_inactive
from actions.checks.ovn import ovn_database
from actions.deployments.all import service_of
from actions.model import entity
from actions.model.command import Api, Shell
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding
from actions.model.plan import Decision, Situation, Step, blocked

CHECKS: tuple[Check, ...] = (
    host_unreachable.GUARD,
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

Mended = Callable[[Situation], Iterable[Entity]]


def guarded(step: Step, restarts: bool = False, mended: Mended = lambda _: ()) -> Step:
    """The step, blocked where what its commands start anew, or the APIs they ask, need what is down.

    `restarts`: which of the two. What the repair itself mends in another step holds nothing up, nor
    does what follows from that.
    """

    def plan(situation: Situation) -> Decision:
        decision = step.plan(situation)
        if not decision.commands:
            return decision
        about = _services(decision) if restarts else _apis(decision)
        needed = first(situation.snapshot, tuple(about), tuple(mended(situation)))
        return blocked(_says(situation.snapshot, needed)) if needed else decision

    needs = dict.fromkeys((*step.needs, *(NEEDS if restarts else API_NEEDS)))
    return replace(step, plan=plan, needs=tuple(needs))


def _services(decision: Decision) -> Iterable[Entity]:
    restarts = (command for command in decision.commands if isinstance(command, Shell))
    return (service(one.host, service_of(name)) for one in restarts for name in one.restarts)


def _apis(decision: Decision) -> Iterable[Entity]:
    names = (command.service for command in decision.commands if isinstance(command, Api))
    return dict.fromkeys(map(entity.api, names))


def first(
    snapshot: Snapshot, about: Collection[Entity], mended: Collection[Entity] = ()
) -> Finding | None:
    """The nearest thing that they need and that is down; None: nothing that was seen.

    An API that is to be asked must answer itself; services that are started anew need not serve yet,
    and what falls and needs something that is mended may come up then.
    """
    needs = Graph.of(pair for need in (*OF_SERVICES, *OF_APIS) for pair in need.pairs(snapshot))
    asked = any(one.kind is Kind.API for one in about)
    found = (f for check in (API_CHECKS if asked else CHECKS) for f in check.find(snapshot))
    down = {finding.entity: finding for finding in found if finding.down and finding.entity}
    for one in about:
        below = [needed for needed in needs.below(one) if asked or needed not in about]
        for needed in (*below, one) if asked else below:
            if needed in down and not _mends(mended, down[needed], needs.below(needed)):
                return down[needed]
    return None


def _mends(mended: Collection[Entity], found: Finding, below: Iterable[Entity]) -> bool:
    """It is that, or it falls and needs that; what somebody has stopped comes up for no account."""
    falls = found.code == unit_failed.CHECK.code
    return found.entity in mended or (falls and any(one in mended for one in below))


def _says(snapshot: Snapshot, found: Finding) -> str:
    command = found.command(snapshot.site)
    then = f" `{command}` mends it." if command else ""
    return f"Mend what it needs first: {found.message}{then}"
