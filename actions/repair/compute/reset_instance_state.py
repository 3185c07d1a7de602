"""reset-instance-state: nova gives up what it has been busy with for long."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support import reachability
from actions.checks._support.troubled_instances import NEEDS, known, stuck_for
from actions.checks._support.wording import age
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.nova import compute_services, instances
from actions.facts.nova.instances import Instance
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do

STATES = ("error", "active")


def _wanted(situation: Situation) -> tuple[str, str]:
    """The instance's UUID, and the state behind it, if one is given."""
    uuid, _, state = situation.target.strip().partition(" ")
    return uuid, state.strip()


def _instance(situation: Situation) -> Instance | None:
    uuid, _ = _wanted(situation)
    return next((one for one in known(situation.snapshot) if one.id == uuid), None)


def plan(situation: Situation) -> Decision:
    """Only what has been stuck for long, and whose nova-compute would take it up if it could."""
    uuid, state = _wanted(situation)
    if state and state not in STATES:
        return blocked(f"{state!r} is no state to set: error or active.{suggest(state, STATES)}")
    reading = situation.snapshot.reading(instances.PROBE)
    if reading.fact is None:
        return blocked(f"Nova's instances could not be read: {reading.error or 'nobody looked'}")
    one = _instance(situation)
    if one is None:
        return blocked(f"Nova lists no instance {uuid} among the newest, and none that is stuck.")
    wanted = state or _fit(one)
    if not one.task and one.status == wanted.upper():
        return already(f"{one.name or one.id} is {one.status}, and nova does nothing with it")
    if not one.task and one.status not in ("BUILD", "ERROR"):
        return already(f"{one.name or one.id} is {one.status}, and nova does nothing with it")
    if one.status == "ERROR" and not one.task and not one.host:
        return blocked(
            f"{one.name or one.id} was never on a host: nothing of it is there to be active."
        )
    lost = _silent(situation, one)
    if lost:
        return blocked(lost)
    since = stuck_for(one, reading.at)
    if not since and (one.task or one.status == "BUILD"):
        return blocked(
            f"Nova wrote of {one.name or one.id} ({one.status}, {one.task or 'no task'}) less than "
            "half an hour ago, or it copies a disk: wait."
        )
    return do(
        Api(
            "compute",
            "POST",
            f"/servers/{one.id}/action",
            f"openstack server set --state {wanted} {one.id}",
            body={"os-resetState": {"state": wanted}},
            ok=(202,),
        ),
        why=f"it has been in {one.status}, {one.task or 'no task'}, for {age(since)}"
        if since
        else f"it is in {one.status}, and is said to be well",
    )


def _fit(one: Instance) -> str:
    """What runs, and was not to be taken away, is active."""
    return "active" if one.status == "ACTIVE" and one.runs and "delet" not in one.task else "error"


def _silent(situation: Situation, one: Instance) -> str:
    """Its nova-compute does not report: at its start it takes up, or gives up, what it left."""
    services = situation.get(compute_services.PROBE) or ()
    rows = [s for s in services if s.binary == NOVA_COMPUTE and s.host == one.host]
    if not rows or any(row.state == "up" for row in rows):
        return ""
    host = reachability.host_names(situation.snapshot).same(one.host)
    restart = situation.command("run", "restart-service", f"{host}/{NOVA_COMPUTE}")
    return (
        f"{NOVA_COMPUTE} on {one.host} does not report, and at its start it takes up, or gives up, "
        f"what it left: {restart} first."
    )


def notes(situation: Situation) -> tuple[str, ...]:
    """What to look at first."""
    one = _instance(situation)
    where = one.host if one and one.host else ""
    look = (
        f"Look first on {where}: `virsh list --all` and the log of {NOVA_COMPUTE} there say whether it "
        "still works at it (a disk may be copied for hours)."
        if where
        else "It has no host: nothing of it runs anywhere, and it can be deleted once it is in error."
    )
    return (
        look,
        "Only nova's note changes: nothing is started, stopped or taken away on the host. After "
        "`error` its owner can delete it, rebuild it or `openstack server reboot --hard` it; `active` "
        "is right only for one that libvirt runs (`UUID active`).",
    )


ACTION = Action(
    "reset-instance-state",
    "Have nova give up what it is stuck in",
    (guarded(Step("state", "Set the instance's state", NEEDS, plan)),),
    takes="instance [error or active]",
    sentence=True,
    danger=True,
    notes=notes,
)
