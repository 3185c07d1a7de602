"""The instance's volume."""

from __future__ import annotations

from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME
from actions.facts.tenant import own_volumes
from actions.install.step import Blocked, Hopeless
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, named, tenant_step
from actions.model.plan import Decision, Situation, already, do

NO_STORAGE = "no host of the site file has the role storage: there is nowhere to keep a volume"


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name, where the site has a storage host."""
    if not situation.site.having("storage"):
        return already(NO_STORAGE)
    name = chosen.volume
    found = named(situation, own_volumes.PROBE, name, "volume")
    if found is None:
        show = f"openstack volume create --size {chosen.volume_size} {name}"
        body = {"name": name, "size": chosen.volume_size}
        command = create("block-storage", "/volumes", "volume", show, body, verify_timeout=120)
        return do(command, why=f"the project has no volume {name}")
    if found.status in ("available", "attaching", "in-use"):
        return already(f"{name} is {found.status}: {found.id}")
    if found.status.startswith("error"):
        raise Hopeless(
            f"{name} is {found.status}: {CINDER_SCHEDULER}'s or {CINDER_VOLUME}'s log says why; "
            f"then `openstack volume delete --force {found.id}`, and resume."
        )
    raise Blocked(f"{name} is {found.status}.")


STEP = tenant_step(
    "volume",
    "The instance's volume",
    (own_volumes.PROBE,),
    plan,
    verify_timeout=120,
    deviation="none: its test makes no volume, and so never tries Cinder.",
)
