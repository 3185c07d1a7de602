"""restart-service: a unit that has failed, was stopped, or does not report is started anew.

A unit that runs and reports is left alone: to start that anew all the same is `bounce-service`.
"""

from __future__ import annotations

from actions.checks._support.wording import age
from actions.model.plan import Action, Decision, Situation, already, blocked, do
from actions.repair.services.service_target import TAKES, project, silent, unread
from actions.repair.services.unit_restart import restart, restart_step, unit


def plan(situation: Situation) -> Decision:
    """Restart while the unit is not active, or its API says that it does not report."""
    found = unit(situation)
    if isinstance(found, str):
        return blocked(found)
    wanted, known = found
    if known.active != "active":
        return do(
            restart(wanted.host, known),
            why=f"the unit is {known.active}" + _because(known.result, known.restarts),
        )
    unheard = silent(situation, wanted)
    if unheard:
        return do(restart(wanted.host, known), why=f"the unit is active, but {unheard}")
    closed = unread(situation, wanted)
    bounce = situation.command("run", "bounce-service", situation.target)
    if closed:
        return blocked(
            f"The unit is active, and it cannot be told whether it reports: {closed} {bounce} restarts "
            "it all the same."
        )
    since = f"active for {age(known.age)}" if known.age is not None else "active"
    reports = f", and {project(wanted.binary)} hears from it" if project(wanted.binary) else ""
    return already(f"the unit is {since}{reports}; {bounce} restarts it all the same")


def _because(result: str, restarts: int) -> str:
    told = [result] if result not in ("", "success") else []
    told += [f"{restarts} restarts"] if restarts else []
    return f" ({', '.join(told)})" if told else ""


ACTION = Action(
    "restart-service",
    "Restart a service that has failed or does not report",
    (restart_step(plan),),
    takes=TAKES,
)
