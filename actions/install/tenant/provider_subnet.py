"""The provider network's subnet (TEST-02)."""

from __future__ import annotations

from actions.facts.tenant import own_networks, own_subnets
from actions.install.tenant import provider_network
from actions.install.tenant.choices import Choices
from actions.install.tenant.subnets import Wanted, subnet
from actions.install.tenant.things import tenant_step
from actions.model.plan import Decision, Situation


def plan(situation: Situation, chosen: Choices) -> Decision:
    """With the pool that routers and floating IPs get their addresses from."""
    wanted = Wanted(
        chosen.provider_subnet,
        chosen.provider_network,
        chosen.provider_cidr,
        chosen.gateway,
        chosen.dns,
        provider_network.STEP.name,
        chosen.pool,
    )
    return subnet(situation, wanted)


STEP = tenant_step(
    "provider-subnet",
    "The provider network's subnet",
    (own_networks.PROBE, own_subnets.PROBE),
    plan,
    deviation="220.92.114.0/24, a public range of somebody else's: a placeholder (T-NEU-07). Here it "
    "is "
    "what [install.tenant] provider_cidr says, and where it says nothing the range for documentation.",
)
