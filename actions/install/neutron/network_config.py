"""The DHCP, L3 and metadata agents on network hosts (NEUT-N-02 to 04)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NETWORK
from actions.deployments.services import NEUTRON_DHCP_AGENT, NEUTRON_L3_AGENT, NEUTRON_METADATA_AGENT
from actions.facts.hosts import host_status
from actions.formats.config_edit import Key
from actions.install.hosts import mechanism
from actions.install.neutron import neutron_packages
from actions.install.passwords import METADATA, password
from actions.install.settings import read
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

DHCP, L3, METADATA_AGENT = (
    PACKAGES.own_conf(agent) for agent in (NEUTRON_DHCP_AGENT, NEUTRON_L3_AGENT, NEUTRON_METADATA_AGENT)
)


def files(situation: Situation, _host: Host) -> Files:
    """Who plugs their ports, and where instances' questions for their metadata go."""
    driver = mechanism(situation)
    dnsmasq = "neutron.agent.linux.dhcp.Dnsmasq"
    dhcp = {"interface_driver": driver, "dhcp_driver": dnsmasq, "enable_isolated_metadata": "true"}
    return {
        DHCP: keys("DEFAULT", **dhcp),
        L3: keys("DEFAULT", interface_driver=driver),
        METADATA_AGENT: metadata(situation),
    }


def metadata(situation: Situation) -> tuple[Key, ...]:
    """Nova's metadata API, and the secret by which it knows the agent that asks."""
    return keys(
        "DEFAULT",
        nova_metadata_host=read(situation.site).controller,
        metadata_proxy_shared_secret=password(situation, METADATA),
    )


CONFIGURATION = Configuration(
    "network-config",
    "DHCP, L3 and metadata agents on network hosts",
    NETWORK,
    files,
    (neutron_packages.STEP.name,),
    (host_status.PROBE,),
)
STEP = CONFIGURATION.step(
    "dhcp_agent.ini alone. Without l3_agent.ini there is no router, without metadata_agent.ini no "
    "instance gets its key (T-NEU-02)."
)
