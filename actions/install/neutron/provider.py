"""Where the provider network comes into a host."""

from __future__ import annotations

from actions.facts.hosts import interfaces
from actions.install.hosts import network_hosts
from actions.install.neutron import choices
from actions.install.settings import read
from actions.install.step import Blocked, require
from actions.model.plan import Situation
from actions.model.site import Host


def provider_interface(situation: Situation, host: Host) -> str:
    """The host's provider interface, empty for a compute host without one; raises `Blocked`.

    An interface with the management address is none: a bridge would take the address, and with it the
    SSH connection (T-NEU-08).
    """
    name = choices.read(situation.site).provider_interface
    found = require(situation, interfaces.PROBE, host.name)
    if name not in found:
        if host in network_hosts(situation.site):
            raise Blocked(
                f"{host.name} has no interface {name}, which [install.neutron] provider_interface "
                "of the site file names: its agent would end at once.",
                host.name,
            )
        return ""
    address = read(situation.site).address(host.name)
    if interfaces.holding({name: found[name]}, address) != name:
        return name
    if host in network_hosts(situation.site):
        raise Blocked(
            f"{name} of {host.name} has the management address {address}: as the provider interface "
            "it would lose it. Name another one as provider_interface in [install.neutron].",
            host.name,
        )
    return ""
