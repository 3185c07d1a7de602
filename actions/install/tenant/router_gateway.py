"""The router's outer side, on the provider network (TEST-07)."""

from __future__ import annotations

from actions.facts.tenant import own_networks, own_routers, own_subnets
from actions.install.step import Blocked, Hopeless
from actions.install.tenant import provider_network, provider_subnet, router
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import id_of, named, seen, tenant_step
from actions.model.command import Api, Undo
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """The provider network is the router's gateway."""
    name = chosen.router
    found = named(situation, own_routers.PROBE, name, "router")
    router_id = id_of(situation, found, f"router {name}", router.STEP.name)
    network = named(situation, own_networks.PROBE, chosen.provider_network, "network")
    what = f"network {chosen.provider_network}"
    network_id = id_of(situation, network, what, provider_network.STEP.name)
    subnets = seen(situation, own_subnets.PROBE, ())
    if found is not None and found.gateway == network_id:
        return already(f"{name} leads to {chosen.provider_network} as {', '.join(found.addresses)}")
    if found is not None and found.gateway:
        raise Hopeless(f"The router {name} has another gateway: network {found.gateway}.")
    if provider_subnet.STEP.name not in situation.pending and not any(
        subnet.network == network_id for subnet in subnets
    ):
        raise Blocked(f"{chosen.provider_network} has no subnet; {provider_subnet.STEP.name} makes it.")
    path = f"/routers/{router_id}"
    command = Api(
        "network",
        "PUT",
        path,
        f"openstack router set {name} --external-gateway {chosen.provider_network}",
        {"router": {"external_gateway_info": {"network_id": network_id}}},
        undo=Undo(
            title=f"Take the router {name} off its gateway",
            method="PUT",
            path=path,
            show=f"openstack router unset {name} --external-gateway",
            under="router",
            field="external_gateway_info",
            body={"router": {"external_gateway_info": None}},
        ),
    )
    return do(command, why=f"{name} has no gateway")


STEP = tenant_step(
    "router-gateway",
    "The router's outer side",
    (own_routers.PROBE, own_networks.PROBE, own_subnets.PROBE),
    plan,
)
