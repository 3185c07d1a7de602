"""Neutron's agents run and are alive (NEUT-C-18)."""

from __future__ import annotations

from actions.deployments.parts import BRIDGE, NETWORK
from actions.facts.hosts import host_status, interfaces
from actions.facts.neutron import network_agents
from actions.install.hosts import hosts_of, part_of
from actions.install.neutron import (
    agent_config,
    bridge_config,
    network_config,
    neutron_config,
    neutron_packages,
    neutron_units,
)
from actions.install.neutron.shared_keys import PATH
from actions.install.step import current, require
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """The agents of a host that Neutron does not hold for alive.

    Where its API does not answer, and an earlier step sees to that, it is not the agents' fault.
    """
    agents = current(situation, network_agents.PROBE)
    if agents is None and neutron_units.STEP.name in situation.pending:
        return {}
    name = require(situation, host_status.PROBE, host.name).hostname
    agents = require(situation, network_agents.PROBE)
    alive = {agent.binary for agent in agents if agent.host == name and agent.alive}
    here = [part for part in (NETWORK, BRIDGE) if host in hosts_of(situation.site, part)]
    units = [unit for part in here for unit in part_of(situation, host.name, part).units]
    return {unit: "not alive to neutron" for unit in units if unit not in alive}


STEP = Units(
    (NETWORK, BRIDGE),
    files=(
        PATH,
        bridge_config.LINUX_BRIDGE,
        bridge_config.OPEN_VSWITCH,
        network_config.DHCP,
        network_config.L3,
        network_config.METADATA_AGENT,
    ),
    configurations=(
        neutron_config.CONFIGURATION,
        agent_config.CONFIGURATION,
        bridge_config.CONFIGURATION,
        network_config.CONFIGURATION,
    ),
    after=(neutron_packages.STEP.name,),
    silent=silent,
    needs=(network_agents.PROBE, interfaces.PROBE),
).step(
    "agent-units",
    "Neutron's agents run and are alive",
    verify_timeout=180,
    deviation="nothing that looks at them. An agent that ends at once leaves no trace but here.",
)
