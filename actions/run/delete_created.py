"""Taking back what requests of a run made: each by its id, while it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.facts._support.api import once
from actions.model.command import Api, Undo
from actions.model.fact import Probe, Snapshot
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.query import ApiQuery


def take_back(number: int, undo: Undo, elsewhere: Callable[[Snapshot], str]) -> Step:
    """The step that takes one thing back; `elsewhere` says why this is another cloud, where it is."""
    question = ApiQuery(undo.service, undo.look, undo.under, absent=True)
    probe: Probe[bool] = Probe(f"made-{number}", once(question), _there(undo), period=0)

    def plan(situation: Situation) -> Decision:
        if why := elsewhere(situation.snapshot):
            return blocked(why)
        reading = situation.snapshot.reading(probe)
        if reading.fact is None or reading.error:
            error = reading.error or "nobody has looked yet"
            return blocked(f"Whether it is taken back already cannot be told ({undo.id}): {error}")
        if not reading.fact:
            return already(f"It is taken back already: {undo.id}.")
        command = Api(
            undo.service, undo.method, undo.path, undo.show, undo.body, ok=(200, 202, 204, 404)
        )
        return do(command, why=f"The run made it: {undo.id}.")

    return Step(f"take-back-{number}", undo.title, (probe,), plan, verify_timeout=undo.settle)


def _there(undo: Undo) -> Callable[[Any], bool]:
    """Whether it is there, from the object, its field that counts, or None for one that is gone."""

    def parse(answer: Any) -> bool:
        if answer is None or not undo.field:
            return answer is not None
        return isinstance(answer, dict) and bool(answer.get(undo.field))

    return parse
