"""The volume is attached to the instance."""

from __future__ import annotations

from actions.facts.tenant import own_instances, own_volumes
from actions.install.step import Blocked
from actions.install.tenant import instance, volume
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import id_of, named, tenant_step
from actions.model.command import Api, Undo
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """In use by the instance, where the site has a storage host."""
    if not situation.site.having("storage"):
        return already(volume.NO_STORAGE)
    name = chosen.volume
    found = named(situation, own_volumes.PROBE, name, "volume")
    volume_id = id_of(situation, found, f"volume {name}", volume.STEP.name)
    server = named(situation, own_instances.PROBE, chosen.instance, "server")
    server_id = id_of(situation, server, f"instance {chosen.instance}", instance.STEP.name)
    if found is not None and server_id in found.instances and found.status == "in-use":
        return already(f"{name} is in use by {chosen.instance}")
    if found is not None and found.status != "available":
        raise Blocked(f"{name} is {found.status}, and not attached to {chosen.instance}.")
    path = f"/servers/{server_id}/os-volume_attachments"
    command = Api(
        "compute",
        "POST",
        path,
        f"openstack server add volume {chosen.instance} {name}",
        {"volumeAttachment": {"volumeId": volume_id}},
        timeout=120,
        undo=Undo(
            title=f"Detach the volume {name}",
            method="DELETE",
            path=f"{path}/{{id}}",
            show=f"openstack server remove volume {chosen.instance} {name}",
            under="volumeAttachment",
            settle=120,
        ),
    )
    return do(command, why=f"{name} is attached to nothing")


STEP = tenant_step(
    "attachment",
    "The volume is attached to the instance",
    (own_volumes.PROBE, own_instances.PROBE),
    plan,
    verify_timeout=180,
    deviation="none. And without nova's role `service`, which the guide never gives, Cinder would "
    "refuse to give the volume back (T-NOVA-07).",
)
