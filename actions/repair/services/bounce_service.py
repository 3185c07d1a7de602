"""bounce-service: a unit is started anew although nothing is wrong with it.

Whoever asks for it means it, however lately the unit was started. It is done once a run: a run that was
cut short and is resumed finds that the unit was started since its command was.
"""

from __future__ import annotations

from actions.checks._support.wording import age
from actions.model.plan import Action, Decision, Situation, already, blocked, do
from actions.repair.services.service_target import TAKES, silent, unread
from actions.repair.services.unit_restart import restart, restart_step, restarted, unit

LATELY = 180.0
"""Seconds since its start for which a unit counts as just started, which is worth a note."""


def plan(situation: Situation) -> Decision:
    """Restart unless this run has; then the unit must be active, and report."""
    found = unit(situation)
    if isinstance(found, str):
        return blocked(found)
    wanted, known = found
    if known.age is None or not restarted(situation, wanted.host, known):
        since = f" for {age(known.age)}" if known.age is not None else ""
        return do(
            restart(wanted.host, known, repeatable=False), why=f"the unit is {known.active}{since}"
        )
    wrong = silent(situation, wanted) or unread(situation, wanted)
    if wrong:
        return blocked(f"It was started {age(known.age)} ago, but {wrong.rstrip('.')}.")
    return already(f"it was started {age(known.age)} ago")


def notes(situation: Situation) -> tuple[str, ...]:
    """Somebody may have restarted it already."""
    found = unit(situation)
    since = None if isinstance(found, str) else found[1].age
    if isinstance(found, str) or since is None or since > LATELY:
        return ()
    service = f"{found[0].binary} on {found[0].host}"
    return (f"{service} was started only {age(since)} ago: this starts it anew all the same.",)


ACTION = Action(
    "bounce-service",
    "Restart a service, healthy or not",
    (restart_step(plan),),
    takes=TAKES,
    notes=notes,
)
