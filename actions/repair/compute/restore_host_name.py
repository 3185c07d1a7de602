"""restore-host-name: nova-compute goes by the name again that nova knows its machine by."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support.compute_conf import setting
from actions.checks._support.renamed import NEEDS, Renamed, name_of, renamed
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf, conf_text
from actions.facts.nova import compute_services
from actions.formats import config_edit
from actions.formats.config_edit import Owned
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.compute.compute_target import Compute, compute, unlisted, unstartable
from actions.repair.services import restarts
from actions.repair.services.unit_restart import restart


def _found(situation: Situation, target: Compute) -> Renamed | None:
    return next((one for one in renamed(situation.snapshot) if one.host == target.host), None)


def plan_conf(situation: Situation) -> Decision:
    """Set [DEFAULT] host to the old name, where another one is set, or in a file of its own."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    if unlisted(situation):
        return blocked(unlisted(situation))
    one = _found(situation, target)
    if one is None:
        own = name_of(situation.snapshot, target.host)
        if own is None:
            return blocked(f"The configuration of {NOVA_COMPUTE} on {target.host} could not be read.")
        return already(f"{NOVA_COMPUTE} on {target.host} goes by {own.value}, as nova knows it")
    own = setting(situation.snapshot, one.host, "DEFAULT", "host")
    path = own.path if own else one.path
    text = (situation.get(conf_text.PROBE, one.host) or {}).get(path)
    known = (situation.get(conf.PROBE, one.host) or {}).get(path)
    if text is None or known is None:
        return blocked(f"{path} of {one.host} could not be read whole, so it cannot be edited.")
    if why := conf.set_elsewhere(one.host, known, [("DEFAULT", "host")]):
        return blocked(why)
    command = config_edit.edit(
        one.host,
        path,
        text,
        Owned.as_stat(known.owner, known.mode),
        (config_edit.Key("DEFAULT", "host", one.old.host),),
    )
    if command is None:
        return blocked(f"{path} of {one.host} was changed just now: look again.")
    return do(command, why=f"nova knows {one.host} as {one.old.host}, and it goes by {one.new}")


def plan_restart(situation: Situation) -> Decision:
    """Restart nova-compute where it does not report by the name of its configuration."""
    target = compute(situation)
    if isinstance(target, str):
        return blocked(target)
    if unstartable(target.host, target.unit):
        return blocked(unstartable(target.host, target.unit))
    if unlisted(situation):
        return blocked(unlisted(situation))
    again = restart(target.host, target.unit)
    if "configuration" in situation.pending:
        return do(again, why=f"{target.unit.name} reads its name at its start")
    one = _found(situation, target)
    if one is not None:
        return blocked(f"{NOVA_COMPUTE} on {one.host} still goes by {one.new}.")
    own = name_of(situation.snapshot, target.host)
    if own is None:
        return blocked(f"The configuration of {NOVA_COMPUTE} on {target.host} could not be read.")
    up = {
        service.host
        for service in situation.get(compute_services.PROBE) or ()
        if service.binary == NOVA_COMPUTE and service.state == "up"
    }
    if own.value not in up:
        return do(again, why=f"nova does not hear from {own.value}")
    if own.path and _older(situation, target, own.path):
        return do(again, why=f"{target.unit.name} was started before {own.path} was changed")
    return already(f"{NOVA_COMPUTE} on {target.host} reports as {own.value}")


def _older(situation: Situation, target: Compute, path: str) -> bool:
    """It runs with what the file said before."""
    snapshot = situation.snapshot
    known = (snapshot.get(conf.PROBE, target.host) or {}).get(path)
    started = restarts.started(snapshot, target.host, target.unit)
    if known is None or started is None:
        return False
    return started < snapshot.reading(conf.PROBE, target.host).since(known.age) - restarts.SLACK


def notes(situation: Situation) -> tuple[str, ...]:
    """What is left of the new name, and when it can go."""
    target = compute(situation)
    one = None if isinstance(target, str) else _found(situation, target)
    if one is None:
        return ()
    told = [
        "A host's name is in every row that nova, placement and neutron have of it: it is never "
        f"changed in place. {one.old.host} stays its name, whatever the machine calls itself.",
    ]
    if one.registered:
        command = situation.command("run", "delete-stale-service", f"{one.new}/{NOVA_COMPUTE}")
        told.append(f"The row of {one.new} is left behind; once it is down: {command}.")
    if not one.path:
        told.append(
            f"`hostnamectl set-hostname {one.old.host}` there, too: neutron's agents and others go by "
            "the machine's own name."
        )
    return tuple(told)


ACTION = Action(
    "restore-host-name",
    "Give a compute host back the name that nova knows it by",
    (
        Step(
            "configuration",
            "Set [DEFAULT] host to the old name",
            (*NEEDS, conf_text.PROBE),
            plan_conf,
        ),
        guarded(
            Step(
                "restart",
                f"Restart {NOVA_COMPUTE} and wait until it reports by that name",
                NEEDS,
                plan_restart,
                verify_timeout=120.0,
            ),
            restarts=True,
        ),
    ),
    takes="host",
    notes=notes,
)
