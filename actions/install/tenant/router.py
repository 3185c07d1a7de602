"""The tenant's router (TEST-05)."""

from __future__ import annotations

from actions.facts import own_routers
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, named, tenant_step
from actions.model import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name."""
    found = named(situation, own_routers.PROBE, chosen.router, "router")
    if found is not None:
        return already(f"{chosen.router} is there: {found.id}")
    show = f"openstack router create {chosen.router}"
    command = create("network", "/routers", "router", show, {"name": chosen.router})
    return do(command, why=f"the project has no router {chosen.router}")


STEP = tenant_step(
    "router",
    "The router",
    (own_routers.PROBE,),
    plan,
    guide="the same command, which makes a second router when it is run again (TEST-05). Here it is "
    "made only where there is none.",
)
