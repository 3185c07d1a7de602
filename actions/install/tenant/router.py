"""The tenant's router (TEST-05)."""

from __future__ import annotations

from actions.facts.tenant import own_routers
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import by_name, tenant_step
from actions.model.plan import Decision, Situation


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name."""
    return by_name(situation, own_routers.PROBE, chosen.router, "router")


STEP = tenant_step(
    "router",
    "The router",
    (own_routers.PROBE,),
    plan,
    deviation="the same command, which makes a second router when it is run again (TEST-05). Here it "
    "is made only where there is none.",
)
