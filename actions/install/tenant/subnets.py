"""How the tenant's two subnets are made: one of its CIDR on its network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts.tenant import own_networks, own_subnets
from actions.install.step import Hopeless
from actions.install.tenant.things import create, id_of, named, one_of, seen
from actions.model.plan import Decision, Situation, already, do


@dataclass(frozen=True)
class Wanted:
    """A subnet as it is to be."""

    name: str
    network: str
    """The network's name."""
    cidr: str
    gateway: str
    dns: str
    maker: str
    """The step that makes the network."""
    pool: tuple[str, str] | None = None
    """The first and the last address that are given out; None: all but the gateway."""


def subnet(situation: Situation, wanted: Wanted) -> Decision:
    """Make the subnet where its network has none of that name or CIDR."""
    network = id_of(
        situation,
        named(situation, own_networks.PROBE, wanted.network, "network"),
        f"network {wanted.network}",
        wanted.maker,
    )
    there = [s for s in seen(situation, own_subnets.PROBE, ()) if s.network == network]
    found = one_of((s for s in there if s.name == wanted.name), f"named {wanted.name}", "subnet")
    if found is not None and found.cidr != wanted.cidr:
        raise Hopeless(
            f"The subnet {wanted.name} of {wanted.network} is {found.cidr}, and [install.tenant] says "
            f"{wanted.cidr}: make one of them as the other."
        )
    other = next((s for s in there if s.cidr == wanted.cidr), None)
    if other is not None:
        return already(f"{wanted.network} has {other.cidr}: {other.name}")
    return do(_create(wanted, network), why=f"{wanted.network} has no subnet {wanted.cidr}")


def _create(wanted: Wanted, network: str) -> Any:
    pool = f"--allocation-pool start={wanted.pool[0]},end={wanted.pool[1]} " if wanted.pool else ""
    show = (
        f"openstack subnet create --network {wanted.network} {pool}--dns-nameserver {wanted.dns} "
        f"--gateway {wanted.gateway} --subnet-range {wanted.cidr} {wanted.name}"
    )
    body: dict[str, Any] = {
        "name": wanted.name,
        "network_id": network,
        "ip_version": 4,
        "cidr": wanted.cidr,
        "gateway_ip": wanted.gateway,
        "dns_nameservers": [wanted.dns],
    }
    if wanted.pool:
        body["allocation_pools"] = [{"start": wanted.pool[0], "end": wanted.pool[1]}]
    return create("network", "/subnets", "subnet", show, body)
