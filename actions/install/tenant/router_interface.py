"""The router's inner side, on the tenant's own subnet (TEST-06)."""

from __future__ import annotations

from actions.facts.tenant import own_networks, own_ports, own_routers, own_subnets
from actions.install.tenant import own_network, own_subnet, router
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import id_of, named, seen, tenant_step
from actions.model.command import Api, Undo
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One port of the router in the subnet."""
    name = chosen.router
    own = named(situation, own_routers.PROBE, name, "router")
    router_id = id_of(situation, own, f"router {name}", router.STEP.name)
    network = named(situation, own_networks.PROBE, chosen.network, "network")
    network_id = id_of(situation, network, f"network {chosen.network}", own_network.STEP.name)
    subnets = seen(situation, own_subnets.PROBE, ())
    subnet = next((s for s in subnets if (s.network, s.cidr) == (network_id, chosen.cidr)), None)
    subnet_id = id_of(situation, subnet, f"subnet {chosen.subnet}", own_subnet.STEP.name)
    ports = seen(situation, own_ports.PROBE, ())
    if any(port.device == router_id and subnet_id in port.subnets for port in ports):
        return already(f"{name} has a port in {chosen.cidr}")
    path = f"/routers/{router_id}"
    command = Api(
        "network",
        "PUT",
        f"{path}/add_router_interface",
        f"openstack router add subnet {name} {chosen.subnet}",
        {"subnet_id": subnet_id},
        undo=Undo(
            title=f"Take the router {name} out of the subnet {chosen.subnet}",
            method="PUT",
            path=f"{path}/remove_router_interface",
            show=f"openstack router remove subnet {name} {chosen.subnet}",
            under="port",
            id="port_id",
            look="/ports/{id}",
            body={"port_id": "{id}"},
        ),
    )
    return do(command, why=f"{name} has no port in {chosen.cidr}")


STEP = tenant_step(
    "router-interface",
    "The router's inner side",
    (own_routers.PROBE, own_networks.PROBE, own_subnets.PROBE, own_ports.PROBE),
    plan,
    deviation="the same command, which ends in HTTP 400 when it is run again (TEST-06).",
)
