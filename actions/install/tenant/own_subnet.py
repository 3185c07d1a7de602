"""The subnet of the tenant's own network (TEST-04)."""

from __future__ import annotations

from actions.facts.tenant import own_networks, own_subnets
from actions.install.tenant import own_network
from actions.install.tenant.choices import Choices
from actions.install.tenant.subnets import Wanted, subnet
from actions.install.tenant.things import tenant_step
from actions.model.plan import Decision, Situation


def plan(situation: Situation, chosen: Choices) -> Decision:
    """All its addresses but the router's are given out."""
    wanted = Wanted(
        chosen.subnet,
        chosen.network,
        chosen.cidr,
        chosen.own_gateway,
        chosen.dns,
        own_network.STEP.name,
    )
    return subnet(situation, wanted)


STEP = tenant_step(
    "subnet", "The self-service network's subnet", (own_networks.PROBE, own_subnets.PROBE), plan
)
