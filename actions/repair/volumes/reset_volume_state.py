"""reset-volume-state: a volume that is stuck in a state gets the one that nova's own records say.

Cinder's os-reset_status writes its database and nothing else: a volume that is called available while
an instance writes to it can be attached twice, and both lose it. So nova's records are asked first.
"""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support.stuck import RESETS, backends, known, stuck_for
from actions.checks._support.wording import age, listed
from actions.deployments.services import CINDER_VOLUME
from actions.facts.cinder import older_volumes, volume_services, volumes
from actions.facts.cinder.volumes import Volume
from actions.facts.hosts import conf
from actions.facts.nova import cell_mappings, volume_uses
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do


def plan(situation: Situation) -> Decision:
    """Only of one that is stuck, and whose backend is up."""
    reading = situation.snapshot.reading(volumes.PROBE)
    if reading.fact is None:
        return blocked(f"Cinder's volumes could not be read: {reading.error or 'nobody looked'}.")
    found = {volume.id: volume for volume in known(situation.snapshot)}
    volume = found.get(situation.target)
    if volume is None:
        meant = suggest(situation.target, list(found))
        return blocked(f"Cinder lists no volume with the id {situation.target}.{meant}")
    if volume.status not in RESETS:
        return already(f"it is {volume.status}")
    lasts = stuck_for(volume, reading.at)
    if not lasts:
        return blocked(f"It is {volume.status}, and not for long: it may yet go on.")
    state = backends(situation.snapshot).get(volume.backend, "not listed by cinder")
    if volume.backend and state != "up":
        return blocked(f"Its {CINDER_VOLUME}, {volume.backend}, is {state}: mend that first.")
    why = f"it has been {volume.status} for {age(lasts)}"
    if volume.status in volume_uses.STATES:
        return _attachment(situation, volume, why)
    return _set(volume, "error", "", f"{why}; in error it can be deleted")


def _attachment(situation: Situation, volume: Volume, why: str) -> Decision:
    unread = volume_uses.unasked(situation.snapshot, volume.id)
    if unread is None or unread:
        which = f"of {listed(unread)} " if unread else ""
        return blocked(
            f"Nova's records {which}could not be read, so nobody knows whether an instance has it."
        )
    shelved = volume_uses.users(situation.snapshot, volume.id)
    users = set(shelved)
    if not users:
        return _set(volume, "available", "detached", f"{why}, and nova has it attached to no instance")
    if volume.status == "detaching":
        why = f"{why}, and nova still has it attached to {listed(users)}: it can be detached again then"
        return _set(volume, "in-use", "attached", why)
    if volume.status == "reserved" and all(shelved.values()):
        return already(
            f"it is reserved for {listed(users)}, which is shelved: unshelved, it has it again"
        )
    return blocked(
        f"Nova has begun to attach it to {listed(users)}, and whether that instance uses it only its "
        f"host tells: `openstack server remove volume {min(users)} {volume.id}` takes it back; "
        f"`{conf.nova_manage(situation.snapshot)} volume_attachment refresh {min(users)} {volume.id} "
        "CONNECTOR` makes it anew (since Xena)."
    )


def _set(volume: Volume, status: str, attached: str, why: str) -> Decision:
    body = {"status": status} | ({"attach_status": attached} if attached else {})
    show = f"openstack volume set --state {status}" + (f" --{attached}" if attached else "")
    command = Api(
        "block-storage",
        "POST",
        f"/volumes/{volume.id}/action",
        f"{show} {volume.id}",
        body={"os-reset_status": body},
    )
    return do(command, why=why)


def notes(situation: Situation) -> tuple[str, ...]:
    """What nobody but a person can see."""
    volume = next((v for v in known(situation.snapshot) if v.id == situation.target), None)
    told = [
        "It changes what cinder says of the volume and nothing else; the state that it has now is not "
        "kept anywhere."
    ]
    if volume is not None and volume.status in volume_uses.STATES:
        hosts = sorted({one.host for one in volume.attachments if one.host})
        where = f"on {listed(hosts)}" if hosts else "on the host of the instance that had it"
        told.append(
            f"Look {where} that nothing has it open: `virsh domblklist DOMAIN`, and `iscsiadm -m "
            "session` or `multipath -ll` for a connection that was left. Two writers destroy it."
        )
    return tuple(told)


ACTION = Action(
    "reset-volume-state",
    "Set the state of a volume that is stuck",
    (
        guarded(
            Step(
                "state",
                "Set the volume's state in cinder",
                (
                    cell_mappings.PROBE,
                    older_volumes.PROBE,
                    volume_services.PROBE,
                    volume_uses.PROBE,
                    volumes.PROBE,
                ),
                plan,
                verify_timeout=15.0,
            )
        ),
    ),
    takes="volume",
    danger=True,
    notes=notes,
)
