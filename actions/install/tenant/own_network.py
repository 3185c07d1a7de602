"""The tenant's own network, a tunnel between hosts (TEST-03)."""

from __future__ import annotations

from actions.facts import own_networks
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, named, tenant_step
from actions.model import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name."""
    found = named(situation, own_networks.PROBE, chosen.network, "network")
    if found is not None:
        return already(f"{chosen.network} is there: {found.id}")
    show = f"openstack network create {chosen.network}"
    command = create("network", "/networks", "network", show, {"name": chosen.network})
    return do(command, why=f"the project has no network {chosen.network}")


STEP = tenant_step(
    "network",
    "The self-service network",
    (own_networks.PROBE,),
    plan,
    guide="the same command, which silently makes a second network when it is run again; afterwards "
    "`More than one Network exists with the name` (TEST-03). Here it is made only where there is none.",
)
