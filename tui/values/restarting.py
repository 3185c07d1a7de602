"""What a run of this tool's own restarts: findings about that, meanwhile, are no news."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from actions.model.entity import Entity, Kind

if TYPE_CHECKING:
    from actions.model.fact import Snapshot
    from actions.model.finding import Finding
    from actions.run.state import RunState

SETTLE = 60.0
"""Seconds after a step in which what it restarted may not have been looked at again."""

Units = Mapping[tuple[str, str], str]
"""Runs by the host and the unit that they restart."""


def restarted(runs: Sequence[RunState], now: float) -> Units:
    """What runs that go on are restarting, or have just restarted."""
    return {unit: run.id for run in runs if run.alive for unit in _of_run(run, now)}


def _of_run(run: RunState, now: float) -> Iterator[tuple[str, str]]:
    """Those that a line names behind "restart", whoever does it, or beside it."""
    for step in run.steps:
        if step.started and (not step.ended or now - step.ended < SETTLE):
            for command in step.planned.commands:
                _, *words = command.line.split()
                if words[:1] == ["restart"]:
                    names = (*words[1:], *command.items)
                    yield from ((command.where, name.removesuffix(".service")) for name in names)


def explained(
    snapshot: Snapshot, findings: Sequence[Finding], runs: Sequence[RunState], now: float
) -> Iterator[tuple[Finding, str]]:
    """The findings, causes and what follows, that such a run explains, with its id."""
    by = restarted(runs, now)
    if not by:
        return
    from actions.causes.graph import graph

    needs = graph(snapshot)

    def run_of(finding: Finding) -> str:
        entity = finding.entity
        below = (entity, *needs.below(entity)) if entity else ()
        return next(filter(None, (_restarts(by, one) for one in below)), "")

    for cause in findings:
        run = run_of(cause)
        for finding in (cause, *cause.consequences):
            if one := run or run_of(finding):
                yield finding, one


def _restarts(by: Units, entity: Entity) -> str:
    """The run that restarts what serves there: an API's on whichever host."""
    from actions.checks._support.entities import alone
    from actions.deployments.all import units_of
    from actions.deployments.service_types import SERVES
    from tui.values.where import where

    shared, _ = alone(entity)  # who alone cannot reach what restarts is explained by it, too
    place = where(shared)
    if place is None or place.entity.kind not in (Kind.API, Kind.SERVICE):
        return ""
    api = place.entity.kind is Kind.API
    on, _, name = ("", "", SERVES.get(entity.name, "")) if api else place.entity.name.partition("/")
    units = {name, *units_of(name)}
    return next((run for (host, unit), run in by.items() if unit in units and on in ("", host)), "")
