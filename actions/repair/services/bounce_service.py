"""bounce-service: a unit is started anew although nothing is wrong with it.

It is done once: a unit that started within the last minutes counts as done, and a run that was cut
short in the middle does not repeat it unasked.
"""

from __future__ import annotations

from actions.checks._support.wording import age
from actions.facts.hosts import units
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.services.service_target import STATUS_NEEDS, TAKES, silent, unread
from actions.repair.services.unit_restart import restart, unit

FRESH = 180.0
"""Seconds since its start in which a unit counts as just started; longer than `SETTLE`."""

SETTLE = 90.0
"""Seconds in which a service must have reported: nova's and cinder's limit is 60, neutron's 75."""


def plan(situation: Situation) -> Decision:
    """Restart unless it was just started; then it must be active, and report."""
    found = unit(situation)
    if isinstance(found, str):
        return blocked(found)
    wanted, known = found
    if known.age is None or known.age > FRESH:
        since = f" for {age(known.age)}" if known.age is not None else ""
        return do(
            restart(wanted.host, known, repeatable=False), why=f"the unit is {known.active}{since}"
        )
    wrong = silent(situation, wanted) or unread(situation, wanted)
    if wrong:
        return blocked(f"It was started {age(known.age)} ago, but {wrong.rstrip('.')}.")
    return already(f"it was started {age(known.age)} ago")


ACTION = Action(
    "bounce-service",
    "Restart a service, healthy or not",
    (
        Step(
            "restart",
            "Restart the unit and wait until it reports",
            (*STATUS_NEEDS, units.PROBE),
            plan,
            settle=SETTLE,
        ),
    ),
    takes=TAKES,
)
