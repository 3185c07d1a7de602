"""neutron.conf on network and compute hosts (NEUT-K-01)."""

from __future__ import annotations

from actions.deployments.parts import BRIDGE
from actions.facts.hosts import host_status
from actions.install.neutron import neutron_packages
from actions.install.neutron.shared_keys import PATH, shared
from actions.install.settings import read
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, _host: Host) -> Files:
    """What agents need of it: they reach neither the database nor Keystone.

    The region all the same: Debian's is one that no catalog has, and would be found wrong (T-CFG-02).
    """
    region = keys("keystone_authtoken", region_name=read(situation.site).region)
    return {PATH: (*shared(situation), *region)}


CONFIGURATION = Configuration(
    "agent-config",
    "neutron.conf on network and compute hosts",
    BRIDGE,
    files,
    (neutron_packages.STEP.name,),
    (host_status.PROBE,),
)
STEP = CONFIGURATION.step("one neutron.conf for all hosts. Agents need no database and no password.")
