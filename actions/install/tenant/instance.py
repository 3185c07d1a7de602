"""The instance (TEST-13)."""

from __future__ import annotations

from actions.facts.glance import images
from actions.facts.nova import flavors
from actions.facts.tenant import own_instances, own_networks
from actions.install.step import Blocked, Hopeless
from actions.install.tenant import flavor, image, own_network
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, id_of, named, tenant_step
from actions.model.command import Api
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name, which must become ACTIVE."""
    name = chosen.instance
    found = named(situation, own_instances.PROBE, name, "server")
    if found is None:
        return do(_create(situation, chosen), why=f"the project has no instance {name}")
    if found.status == "ACTIVE":
        return already(f"{name} is ACTIVE: {found.id}")
    if found.status == "BUILD":
        raise Blocked(f"{name} is being built.")
    fault = f": {found.fault.rstrip('. ')}" if found.fault else ""
    raise Hopeless(
        f"{name} is in {found.status}{fault}. To have it made anew: `openstack server delete "
        f"{found.id}`; to have one that is off started: `openstack server start {found.id}`."
    )


def _create(situation: Situation, chosen: Choices) -> Api:
    """Nova gives it the project's default group: by name, the client finds those of all projects."""
    network = named(situation, own_networks.PROBE, chosen.network, "network")
    disk = named(situation, images.PROBE, chosen.image_name, "image")
    size = named(situation, flavors.PROBE, chosen.flavor, "flavor")
    network_id = id_of(situation, network, f"network {chosen.network}", own_network.STEP.name)
    body = {
        "name": chosen.instance,
        "flavorRef": id_of(situation, size, f"flavor {chosen.flavor}", flavor.STEP.name),
        "imageRef": id_of(situation, disk, f"image {chosen.image_name}", image.STEP.name),
        "key_name": chosen.key,
        "networks": [{"uuid": network_id}],
    }
    show = (
        f"openstack server create --flavor {chosen.flavor} --image {chosen.image_name} --network "
        f"{chosen.network} --key-name {chosen.key} {chosen.instance}"
    )
    return create("compute", "/servers", "server", show, body, verify_timeout=120)


STEP = tenant_step(
    "instance",
    "The instance runs",
    (own_instances.PROBE, own_networks.PROBE, images.PROBE, flavors.PROBE),
    plan,
    verify_timeout=300,
    deviation="the same command, which returns at once and makes a second instance when it is run "
    "again; its author never saw one run (TEST-13). Here it must become ACTIVE, and a fault is told.",
)
