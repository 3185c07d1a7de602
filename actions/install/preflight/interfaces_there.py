"""The interfaces and addresses that the site file names are on their hosts."""

from __future__ import annotations

from collections.abc import Iterator

from actions.facts.hosts import interfaces
from actions.facts.hosts.interfaces import Interfaces, holding
from actions.install.hosts import network_hosts, plugged_hosts
from actions.install.neutron import choices
from actions.install.preflight.result import Result, listed, looking, seen
from actions.install.settings import read
from actions.model.plan import Situation
from actions.model.site import Host

_OURS = ("brq", "ovs-system")
"""What Neutron's agents make it a port of: a bridge for each network, or Open vSwitch."""


def inspect(situation: Situation, host: Host) -> Result:
    """The management address, that of the tunnels, and the provider network's interface."""
    address = read(situation.site).address(host.name)
    found = seen(situation, interfaces.PROBE, host.name)
    own = holding(found, address)
    services = "services could not listen"
    wrong = [] if own else [_elsewhere(host, address, found, services, "addresses")]
    plugged = ""
    overlay = address
    if host in plugged_hosts(situation.site):
        overlay = choices.overlay_address(situation.site, host.name)
    if overlay != address:
        end = holding(found, overlay)
        table = "neutron.overlay_addresses"
        wrong += [] if end else [_elsewhere(host, overlay, found, "tunnels could not end", table)]
        plugged = f", {overlay} on {end or 'no interface'} for tunnels"
    if host in network_hosts(situation.site):
        provider = choices.read(situation.site).provider_interface
        wrong += _provider(host, found, provider)
        plugged += f", and {provider} for the provider network"
    return Result(f"{address} on {own or 'no interface'}{plugged}", tuple(wrong))


def _elsewhere(host: Host, address: str, found: Interfaces, what: str, table: str) -> str:
    known = [one.partition("/")[0] for i in found.values() for one in i.addresses]
    return (
        f"{host.name} has no {address} (it has {listed(known) if known else 'none'}), and its {what} "
        f"there: write its own address as {host.name} below [install.{table}] of the site file."
    )


def _provider(host: Host, found: Interfaces, name: str) -> Iterator[str]:
    """It will be a port of a bridge; what it carries itself would be cut off."""
    one = found.get(name)
    says = f"The site file's provider_interface {name} on {host.name}"
    if one is None:
        others = listed(sorted(other for other in found if other != "lo"))
        yield f"{says} is not there: {host.name} has {others}."
    elif one.addresses:
        yield (
            f"{says} has the address {listed(one.addresses)}: the agent makes it a port of a bridge, "
            "and what goes over it would be cut off. Neutron needs one of its own, without an address."
        )
    elif one.master and not one.master.startswith(_OURS):
        yield f"{says} belongs to {one.master} already: take it out, or name another interface."


STEP = looking(
    "interfaces-there",
    "Interfaces and addresses that the site file names",
    (interfaces.PROBE,),
    inspect,
)
