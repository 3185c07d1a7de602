"""Neutron's agent on OVN's compute hosts, through which instances ask for their metadata."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import OVN_METADATA
from actions.deployments.services import NEUTRON_OVN_METADATA_AGENT
from actions.facts.hosts import host_status
from actions.formats.config_edit import Owned
from actions.install.neutron import (
    agent_config,
    network_config,
    neutron_packages,
    ovn_central_units,
    ovn_chassis,
)
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.own_conf(NEUTRON_OVN_METADATA_AGENT)


def files(situation: Situation, host: Host) -> Files:
    """neutron.conf as agents have it, Nova's metadata API, and the two databases that it reads."""
    return {
        **agent_config.files(situation, host),
        PATH: (
            *network_config.metadata(situation),
            *keys("ovs", ovsdb_connection=ovn_chassis.DATABASE),
            *keys("ovn", ovn_sb_connection=ovn_central_units.southbound(situation)),
        ),
    }


CONFIGURATION = Configuration(
    "ovn-metadata-config",
    "OVN's metadata agent on compute hosts",
    OVN_METADATA,
    files,
    (neutron_packages.STEP.name,),
    (host_status.PROBE,),
    {PATH: Owned("root", "neutron", "0640")},  # it holds the secret
)
STEP = CONFIGURATION.step()
