"""The tenant's own network, a tunnel between hosts (TEST-03)."""

from __future__ import annotations

from actions.facts.tenant import own_networks
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import by_name, tenant_step
from actions.model.plan import Decision, Situation


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One of its name."""
    return by_name(situation, own_networks.PROBE, chosen.network, "network")


STEP = tenant_step(
    "network",
    "The self-service network",
    (own_networks.PROBE,),
    plan,
    deviation="the same command, which silently makes a second network when it is run again; "
    "afterwards "
    "`More than one Network exists with the name` (TEST-03). Here it is made only where there is none.",
)
