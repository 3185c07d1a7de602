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
    names = ", ".join(release for deployment in DEPLOYMENTS for release in deployment.releases)
    raise Blocked(f"{host} runs {says or 'an unknown system'}; stackmend installs on {names}.", host)


def unit_of(situation: Situation, host: str, service: str) -> str:
    """The unit that runs a service on a host; raises `Blocked`."""
    return deployment_of(situation, host).units_of(service)[0]


def part_of(situation: Situation, host: str, part: str) -> Part:
    """What a host's distribution calls a part; raises `Blocked`."""
    name = choices.read(situation.site).mechanism if part == parts.BRIDGE else part
    return deployment_of(situation, host).parts[name]


def hosts_of(site: Site, part: str) -> tuple[Host, ...]:
    """The hosts that get a part, in the site file's order."""
    match part:
        case parts.DATABASE:
            found = database_host(site)
        case parts.MESSAGING:
            found = message_host(site)
        case parts.COMPUTE:
            return site.having("compute")
        case parts.NETWORK:
            return network_hosts(site)
        case parts.BRIDGE:
            others = site.having("compute")
            return tuple(h for h in site.hosts if h in network_hosts(site) or h in others)
        case (
            parts.CINDER | parts.VOLUME | parts.NFS_CLIENT | parts.NFS_SERVER | parts.LVM | parts.ISCSI
        ):
            return cinder_hosts(site, part)
        case parts.VSWITCH:
            return hosts_of(site, parts.BRIDGE) if choices.read(site).vswitch else ()
        case _:
            return site.having("controller")
    return (found,) if found else ()


def network_hosts(site: Site) -> tuple[Host, ...]:
    """Where routers are: the network hosts, or the controllers where there are none."""
    return site.having("network") or site.having("controller")
