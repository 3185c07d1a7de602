"""Which of the packages' parts each host gets, and what its distribution calls them."""

from __future__ import annotations

from actions.deployments import parts
from actions.deployments.all import DEPLOYMENTS
from actions.deployments.deployment import Deployment, Part
from actions.facts.broker.message_users import message_host
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_status
from actions.install.cinder.choices import hosts_of as cinder_hosts
from actions.install.neutron import choices
from actions.install.step import Blocked, require
from actions.model.plan import Situation
from actions.model.site import Host, Site


def deployment_of(situation: Situation, host: str) -> Deployment:
    """The packages of a host, by what it says that it is; raises `Blocked` for any other."""
    says = require(situation, host_status.PROBE, host).os
    for deployment in DEPLOYMENTS:
        if deployment.installs_on(says):
            return deployment
    names = ", ".join(sorted(name for deployment in DEPLOYMENTS for name in deployment.releases))
    raise Blocked(f"{host} runs {says or 'an unknown system'}; stackmend installs on {names}.", host)


def unit_of(situation: Situation, host: str, service: str) -> str:
    """The unit that runs a service on a host; raises `Blocked`."""
    return deployment_of(situation, host).units_of(service)[0]


def mechanism(situation: Situation) -> str:
    """What plugs the ports: as the site file says, or as is usual on the first controller's system.

    Raises `Blocked` and `SettingsError`.
    """
    chosen = choices.read(situation.site).mechanism
    controllers = situation.site.having("controller")
    if chosen or not controllers:
        return chosen or parts.LINUX_BRIDGE
    return deployment_of(situation, controllers[0].name).mechanism


def vswitch(situation: Situation) -> bool:
    """Whether Open vSwitch switches the hosts' packets; raises `Blocked` and `SettingsError`."""
    return mechanism(situation) != parts.LINUX_BRIDGE


def part_of(situation: Situation, host: str, part: str) -> Part:
    """What a host's distribution calls a part; raises `Blocked`, where it has none."""
    deployment = deployment_of(situation, host)
    name = mechanism(situation) if part == parts.BRIDGE else part
    if part == parts.NEUTRON and parts.NEUTRON_OVN in deployment.parts:
        name = parts.NEUTRON_OVN if mechanism(situation) == parts.OVN else part
    if name not in deployment.parts:
        says = require(situation, host_status.PROBE, host).os
        why = deployment.lacks.get(name, "stackmend was never seen to install it there.")
        raise Blocked(f"{host} runs {says}, and {name} is not for it: {why}", host)
    return deployment.parts[name]


def hosts_of(situation: Situation, part: str) -> tuple[Host, ...]:
    """The hosts that get a part, in the site file's order; raises `Blocked` and `SettingsError`."""
    site = situation.site
    match part:
        case parts.DATABASE:
            found = database_host(site)
        case parts.MESSAGING:
            found = message_host(site)
        case parts.COMPUTE:
            return site.having("compute")
        case parts.NETWORK:
            return () if mechanism(situation) == parts.OVN else network_hosts(site)
        case parts.BRIDGE:
            return () if mechanism(situation) == parts.OVN else plugged_hosts(site)
        case parts.OVN | parts.OVN_CENTRAL | parts.OVN_METADATA | parts.OVN_SERVER:
            return _ovn_hosts(site, part) if mechanism(situation) == parts.OVN else ()
        case (
            parts.CINDER | parts.VOLUME | parts.NFS_CLIENT | parts.NFS_SERVER | parts.LVM | parts.ISCSI
        ):
            return cinder_hosts(site, part)
        case parts.VSWITCH:
            return plugged_hosts(site) if vswitch(situation) else ()
        case _:
            return site.having("controller")
    return (found,) if found else ()


def _ovn_hosts(site: Site, part: str) -> tuple[Host, ...]:
    match part:
        case parts.OVN:
            return plugged_hosts(site)
        case parts.OVN_METADATA:
            return site.having("compute")
        case _:
            return site.having("controller")


def plugged_hosts(site: Site) -> tuple[Host, ...]:
    """Where ports are: on network and compute hosts."""
    others = site.having("compute")
    return tuple(h for h in site.hosts if h in network_hosts(site) or h in others)


def network_hosts(site: Site) -> tuple[Host, ...]:
    """Where routers are: the network hosts, or the controllers where there are none."""
    return site.having("network") or site.having("controller")
