"""The flavor (TEST-12)."""

from __future__ import annotations

from actions.facts.nova import flavors
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, named, tenant_step
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name; a fresh cloud has none at all."""
    name = chosen.flavor
    found = named(situation, flavors.PROBE, name, "flavor")
    if found is not None:
        size = f"{found.vcpus} vCPU, {found.ram} MiB, {found.disk} GiB"
        return already(f"{name} is there: {size}")
    show = (
        f"openstack flavor create --ram {chosen.ram} --disk {chosen.disk} --vcpus {chosen.vcpus} {name}"
    )
    body = {"name": name, "ram": chosen.ram, "disk": chosen.disk, "vcpus": chosen.vcpus}
    return do(create("compute", "/flavors", "flavor", show, body), why=f"there is no flavor {name}")


STEP = tenant_step("flavor", "The flavor", (flavors.PROBE,), plan)
