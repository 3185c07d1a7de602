"""Planning and judging, pure: what an action would do, and whether fresh facts still agree."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from actions.causes.impact import stops
from actions.model.command import COMING, Outline, Shell
from actions.model.dependencies import with_needs
from actions.model.fact import Probe, Snapshot
from actions.model.plan import WAS, Action, Decision, Plan, PlannedStep, Situation, Step
from actions.run.deployers import allowed, notices
from actions.run.state import RunState


def make_plan(action: Action, situation: Situation) -> Plan:
    """Plan every step of an action on the same facts, each knowing which earlier ones will act."""
    decided = decisions(action, situation)
    plan = Plan(
        action=action.name,
        title=action.title,
        target=situation.target,
        steps=tuple(
            planned(step, decision, errors_of(step, situation.snapshot)) for step, decision in decided
        ),
        notes=(
            *action.notes(situation),
            *notices(situation.snapshot, [decision for _, decision in decided]),
        ),
        confirm=action.called(situation) if action.danger else "",
        stops=stops(situation.snapshot, _restarts(decided)),
    )
    return replace(plan, digest=digest(plan))


def decisions(action: Action, situation: Situation) -> list[tuple[Step, Decision]]:
    """What each step would do, with all its commands."""
    ahead: set[str] = set()
    found = []
    for step in action.steps:
        wanted = step.plan(replace(situation, pending=frozenset(ahead)))
        decision = allowed(situation.snapshot, wanted)
        if decision.commands:
            ahead.add(step.name)
        found.append((step, decision))
    return found


def _restarts(decided: Iterable[tuple[Step, Decision]]) -> Iterable[tuple[str, str]]:
    """Host and unit of all that the commands restart."""
    for _, decision in decided:
        for command in decision.commands:
            if isinstance(command, Shell):
                yield from ((command.host, unit) for unit in command.restarts)


def planned(step: Step, decision: Decision, errors: Iterable[tuple[str, str]] = ()) -> PlannedStep:
    """A step with what it decided, and what it could not see, as it is shown: no secrets."""
    return PlannedStep(
        step.name,
        step.title,
        decision.outlines,
        decision.why,
        decision.blocked,
        step.optional,
        step.deviation,
        decision.hosts,
        tuple(named(key) for key in errors),
    )


def errors_of(step: Step, snapshot: Snapshot) -> dict[tuple[str, str], str]:
    """What a step reads and what could not be looked at, and why: by probe and subject."""
    return {
        (probe.name, subject): error
        for probe in probes_for([step])
        for subject, error in snapshot.errors(probe).items()
    }


def named(key: tuple[str, str]) -> str:
    """A probe and a subject in words."""
    return " ".join(key).strip()


_LATER = ("hosts", "unseen")
"""Fields of a planned step that 0.1.0 had not: no part of a digest."""


def digest(plan: Plan) -> str:
    """Twelve hex digits that name exactly what was shown and approved, as in the journals of 0.1.0."""
    was = {f.name: f.metadata.get(WAS, f.name) for f in fields(PlannedStep) if f.name not in _LATER}
    steps = [{was[k]: v for k, v in asdict(s).items() if k in was} for s in plan.steps]
    told = json.dumps([plan.action, plan.target, steps], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def without(plan: Plan, declined: Collection[str]) -> Plan:
    """The plan less the optional steps that were declined; others cannot be."""
    kept = tuple(s for s in plan.steps if not (s.optional and s.name in declined))
    shorter = replace(plan, steps=kept)
    return replace(shorter, digest=digest(shorter))


STOPS = "It would stop there, for this was not approved with the run: "
"""How the note begins that a resumed run would not go to its end."""


def left_of(run: RunState, plan: Plan) -> Plan:
    """Of a plan on fresh facts what a resumed run would do, and where it would stop unapproved."""
    left = without(plan, run.declined)
    before = {step.name: step.planned for step in run.steps}
    new = [s.title for s in left.steps if s.name in before and unapproved(before[s.name], s.commands)]
    return replace(left, notes=(f"{STOPS}{'; '.join(new)}", *left.notes)) if new else left


class Verdict(enum.Enum):
    """What to do with a step, on fresh facts."""

    UNCHANGED = "unchanged"
    """Nothing left to do."""
    PROCEED = "proceed"
    """All that is left to do was approved."""
    DRIFTED = "drifted"
    """Something would be done that nobody approved: stop and show."""
    BLOCKED = "blocked"
    """The step cannot decide, or refuses."""


def judge(approved: PlannedStep, fresh: Decision) -> Verdict:
    """Compare what was approved with what fresh facts ask for."""
    if fresh.blocked:
        return Verdict.BLOCKED
    if not fresh.commands:
        return Verdict.UNCHANGED
    return Verdict.DRIFTED if unapproved(approved, fresh.outlines) else Verdict.PROCEED


def unapproved(approved: PlannedStep, fresh: Iterable[Outline]) -> tuple[Outline, ...]:
    """Of the commands those, or the parts of them, that were not approved."""
    found = (_unapproved(outline, approved.commands) for outline in fresh)
    return tuple(left for left in found if left is not None)


def less(approved: PlannedStep, fresh: Collection[Outline]) -> bool:
    """Commands, or parts of them, that were approved are not asked for any more."""
    return any(_missing(one, fresh) for one in approved.commands)


def _missing(approved: Outline, fresh: Iterable[Outline]) -> bool:
    same = [
        one
        for one in fresh
        if (one.where, one.line) == (approved.where, approved.line) and _same_body(approved, one)
    ]
    return not same or not {item for one in same for item in one.items}.issuperset(approved.items)


def _unapproved(fresh: Outline, approved: Iterable[Outline]) -> Outline | None:
    known: set[str] = set()
    seen = False
    for one in approved:
        if (one.where, one.line) == (fresh.where, fresh.line) and _same_body(one, fresh):
            seen = True
            known.update(one.items)
    if not seen:
        return fresh
    left = tuple(item for item in fresh.items if item not in known)
    return replace(fresh, items=left) if left else None


def _same_body(approved: Outline, fresh: Outline) -> bool:
    """Whether both send the same; a request of the plan may lack ids that earlier steps have brought.

    A journal of 0.1.0 has nothing of a request but its line: that was approved then.
    """
    if approved.body == fresh.body:
        return True
    if not fresh.where.startswith("api:"):
        return False
    pairs = zip(approved.body, fresh.body, strict=False)
    return not approved.body or all(_filled(text).fullmatch(sent) for text, sent in pairs)


def _filled(request: str) -> re.Pattern[str]:
    """What a request may have become when the ids that were to come are there."""
    return re.compile(r"[\w.:-]+".join(re.escape(part) for part in request.split(COMING)))


def probes_for(steps: Iterable[Step]) -> tuple[Probe[Any], ...]:
    """All probes that the steps read, each once, those that others build on first."""
    return with_needs(probe for step in steps for probe in step.needs)
