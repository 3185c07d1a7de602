"""The instance's floating IP (TEST-14, TEST-15)."""

from __future__ import annotations

from typing import Any

from actions.facts.tenant import own_floating_ips, own_instances, own_networks, own_ports
from actions.facts.tenant.own_floating_ips import OwnFloatingIp
from actions.install.step import Blocked
from actions.install.tenant import instance, provider_network
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, id_of, named, seen, tenant_step
from actions.model.command import COMING
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, already, do

NEEDS: tuple[Probe[Any], ...] = (
    own_floating_ips.PROBE,
    own_instances.PROBE,
    own_networks.PROBE,
    own_ports.PROBE,
)
"""What `floating_ip_of` reads."""


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One address of the provider network that leads to the instance's port."""
    name, network_name = chosen.instance, chosen.provider_network
    found = floating_ip_of(situation, chosen)
    if found is not None:
        return already(f"{found.address} leads to {name}")
    network = named(situation, own_networks.PROBE, network_name, "network")
    body = {
        "floating_network_id": id_of(
            situation, network, f"network {network_name}", provider_network.STEP.name
        ),
        "port_id": _port(situation, chosen) or COMING,
        "description": f"stackmend: {name}",
    }
    port = f'"$(openstack port list --server {name} --network {chosen.network} -f value -c ID)"'
    show = f"openstack floating ip create --port {port} {network_name}"
    command = create("network", "/floatingips", "floatingip", show, body)
    return do(command, why=f"no floating IP leads to {name}")


def floating_ip_of(situation: Situation, chosen: Choices) -> OwnFloatingIp | None:
    """The floating IP that leads to the instance, if one does; raises `Blocked`."""
    port = _port(situation, chosen)
    found = seen(situation, own_floating_ips.PROBE, ())
    return next((ip for ip in found if port and ip.port == port), None)


def _port(situation: Situation, chosen: Choices) -> str:
    """The id of the instance's port in the tenant's network; empty while that is still to come."""
    network = named(situation, own_networks.PROBE, chosen.network, "network")
    server = named(situation, own_instances.PROBE, chosen.instance, "server")
    ports = seen(situation, own_ports.PROBE, ())
    if server is None or network is None:
        if instance.STEP.name in situation.pending:
            return ""
        raise Blocked(f"There is no instance {chosen.instance}; {instance.STEP.name} makes it.")
    found = [p.id for p in ports if (p.device, p.network) == (server.id, network.id)]
    if not found:
        raise Blocked(f"{chosen.instance} has no port in {chosen.network}.")
    return found[0]


STEP = tenant_step(
    "floating-ip",
    "The instance's floating IP",
    NEEDS,
    plan,
    verify_timeout=60,
    deviation="`openstack floating ip create` and `server add floating ip`, of which the first takes "
    "another address each time (TEST-14). Here one request makes it for the instance's port, where no "
    "address leads there.",
)
