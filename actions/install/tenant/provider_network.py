"""The provider network: the way out, and where floating IPs come from (TEST-01)."""

from __future__ import annotations

from actions.facts.neutron import networks
from actions.facts.tenant import own_networks
from actions.install.step import Hopeless
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import create, named, seen, tenant_step
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One flat network on the physical one: Neutron refuses a second."""
    name, physical = chosen.provider_network, chosen.physical_network
    found = named(situation, own_networks.PROBE, name, "network")
    if found is not None:
        if not found.external:
            raise Hopeless(f"The network {name} is there, but is not external: choose another name.")
        return already(f"{name} is there: {found.id}")
    for other in seen(situation, networks.PROBE, ()):
        if (other.type, other.physical) == ("flat", physical):
            raise Hopeless(
                f"The physical network {physical} carries the flat network {other.name} ({other.id}) "
                f"already, and it carries one only: name it in [install.tenant], or delete it."
            )
    show = (
        "openstack network create --share --external --provider-physical-network "
        f"{physical} --provider-network-type flat {name}"
    )
    body = {
        "name": name,
        "shared": True,
        "router:external": True,
        "provider:network_type": "flat",
        "provider:physical_network": physical,
    }
    command = create("network", "/networks", "network", show, body)
    return do(command, why=f"the project has no network {name}")


STEP = tenant_step(
    "provider-network",
    "The provider network",
    (own_networks.PROBE, networks.PROBE),
    plan,
    deviation="the same command, which ends in `physical_network 'provider' unknown` (HTTP 400), for "
    "its ml2_conf.ini is never shown (T-NEU-01). The neutron chapter writes it.",
)
