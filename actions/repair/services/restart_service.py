"""restart-service: a unit that has failed, was stopped, or does not report is started anew.

A unit that runs and reports is left alone: to start that anew all the same is `bounce-service`.
"""

from __future__ import annotations

from actions.checks._support import reachability
from actions.checks._support.endings import on_its_way
from actions.checks._support.wording import age, count
from actions.facts.hosts.units import Unit
from actions.model.plan import Action, Decision, Situation, already, blocked, do
from actions.repair.services.service_target import (
    TAKES,
    ServiceTarget,
    forced,
    project,
    services,
    silent,
    unread,
)
from actions.repair.services.unit_restart import restart, restart_step, restarted, unit


def plan(situation: Situation) -> Decision:
    """Restart while the unit is not active, or its API says that it does not report."""
    found = unit(situation)
    if isinstance(found, str):
        return blocked(found)
    wanted, known = found
    if known.listening and known.active == "inactive":
        return already("the unit is idle, and its socket starts it as soon as somebody connects")
    return _decided(situation, wanted, known)


def _decided(situation: Situation, wanted: ServiceTarget, known: Unit) -> Decision:
    bounce = situation.command("run", "bounce-service", situation.target)
    if known.starting:
        return blocked(f"{on_its_way(wanted.host, known)}. {bounce} restarts it all the same.")
    if known.active != "active" or known.looping:
        falls = " and falls again each time" if known.active == "active" else ""
        return do(
            restart(wanted.host, known),
            why=f"the unit is {known.active}{falls}" + _because(known),
        )
    said = forced(services(situation, wanted)) if project(wanted.binary) == "nova" else ""
    if said and restarted(situation, wanted.host, known):
        return already(f"the unit was started. {said}")
    if said:
        return blocked(said)
    unheard = silent(situation, wanted)
    if unheard:
        return do(restart(wanted.host, known), why=f"the unit is active, but {unheard}")
    closed = unread(situation, wanted)
    if closed:
        return blocked(
            f"The unit is active, and it cannot be told whether it reports: {closed} {bounce} restarts "
            "it all the same."
        )
    since = f"active for {age(known.age)}" if known.age is not None else "active"
    reports = f", and {project(wanted.binary)} hears from it" if project(wanted.binary) else ""
    return already(f"the unit is {since}{reports}; {bounce} restarts it all the same")


def _because(known: Unit) -> str:
    told = [known.result] if known.result not in ("", "success") else []
    told += [count(known.restarts, "restart")] if known.restarts else []
    return f" ({', '.join(told)})" if told else ""


def notes(situation: Situation) -> tuple[str, ...]:
    """What it does not do: mend what makes a unit fall, or decide whether it comes up at boot."""
    found = unit(situation)
    if isinstance(found, str):
        return ()
    name, told = found[1].name, []
    if found[1].looping:
        told.append(
            f"{name} falls again each time it is started, and this starts it once more: mend first "
            f"what {reachability.log(situation.snapshot, found[0].host, found[1])} there says of it."
        )
    if found[1].enabled == "disabled":
        told.append(
            f"{name} is disabled and stays so: `systemctl enable {name}` there lets it start at boot."
        )
    return tuple(told)


ACTION = Action(
    "restart-service",
    "Restart a service that has failed or does not report",
    (restart_step(plan),),
    takes=TAKES,
    notes=notes,
)
