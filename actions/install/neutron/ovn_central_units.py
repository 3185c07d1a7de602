"""OVN's databases and northd run."""

from __future__ import annotations

from actions.deployments.parts import OVN_CENTRAL
from actions.deployments.services import OVN_NORTHBOUND, OVN_SOUTHBOUND
from actions.install.hosts import hosts_of, part_of, unit_of
from actions.install.neutron import neutron_packages, ovn_central_config
from actions.install.settings import read
from actions.install.step import first_host
from actions.install.step_factories.units import Units
from actions.model.plan import Situation


def northbound(situation: Situation) -> str:
    """Where the database of logical networks is, as its clients name it; raises `Blocked`."""
    return _connection(situation, OVN_NORTHBOUND)


def southbound(situation: Situation) -> str:
    """Where the database of hosts and flows is; raises `Blocked`."""
    return _connection(situation, OVN_SOUTHBOUND)


def _connection(situation: Situation, database: str) -> str:
    host = first_host(hosts_of(situation, OVN_CENTRAL), "controller").name
    port = part_of(situation, host, OVN_CENTRAL).units[unit_of(situation, host, database)][0]
    return f"tcp:{read(situation.site).address(host)}:{port}"


STEP = Units(
    (OVN_CENTRAL,),
    files=(ovn_central_config.PATH,),
    after=(neutron_packages.STEP.name,),
    anew=(ovn_central_config.STEP.name,),
).step("ovn-central-units", "OVN's databases and northd run")
