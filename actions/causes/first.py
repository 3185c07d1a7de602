"""What must be mended first: a repair whose target needs something that is down would do no good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.causes.graph import graph
from actions.causes.needs import PROBES
from actions.checks.hosts import host_unreachable, unit_failed
from actions.model.entity import Entity
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Check, Finding

CHECKS: tuple[Check, ...] = (host_unreachable.CHECK, unit_failed.CHECK)
"""Those that see in a moment whether a host, a unit, a login or a database is down."""

NEEDS: tuple[Probe[Any], ...] = (*PROBES, *(probe for check in CHECKS for probe in check.needs))
"""What `first` reads."""


def first(snapshot: Snapshot, entity: Entity) -> Finding | None:
    """The nearest thing that it needs and that is down; None: nothing that was seen."""
    down = {f.entity: f for check in CHECKS for f in _found(check, snapshot) if f.down and f.entity}
    return next((down[one] for one in graph(snapshot).below(entity) if one in down), None)


def _found(check: Check, snapshot: Snapshot) -> Iterable[Finding]:
    return check.find(snapshot)


def says(snapshot: Snapshot, found: Finding) -> str:
    """Why a repair is blocked, with the next command."""
    command = found.command(snapshot.site)
    then = f" `{command}` mends it." if command else ""
    return f"Mend what it needs first: {found.message}{then}"
