"""neutron.conf on network and compute hosts (NEUT-K-01)."""

from __future__ import annotations

from actions.install.distro import BRIDGE
from actions.install.makers.configuration import Configuration, Files
from actions.install.neutron import neutron_packages
from actions.install.neutron.shared_keys import PATH, shared
from actions.model import Host, Situation


def files(situation: Situation, _host: Host) -> Files:
    """What agents need of it: they reach neither the database nor Keystone."""
    return {PATH: shared(situation)}


CONFIGURATION = Configuration(
    "agent-config",
    "neutron.conf on network and compute hosts",
    BRIDGE,
    files,
    (neutron_packages.STEP.name,),
)
STEP = CONFIGURATION.step("one neutron.conf for all hosts. Agents need no database and no password.")
