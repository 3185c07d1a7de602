"""Neutron's agents run and are alive (NEUT-C-18)."""

from __future__ import annotations

from actions.checks._support.wanted import AGENTS
from actions.deployments.parts import BRIDGE, NETWORK, OVN_METADATA
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
    ovn_metadata_config,
)
from actions.install.neutron.shared_keys import PATH
from actions.install.step import current, require
from actions.install.step_factories.units import Silent, Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent_of(*parts: str) -> Silent:
    """The agents of a host, of these parts, that Neutron does not hold for alive.

    Where its API does not answer, and an earlier step sees to that, it is not the agents' fault.
    """

    def silent(situation: Situation, host: Host) -> dict[str, str]:
        agents = current(situation, network_agents.PROBE)
        if agents is None and neutron_units.STEP.name in situation.pending:
            return {}
        name = require(situation, host_status.PROBE, host.name).hostname
        agents = require(situation, network_agents.PROBE)
        alive = {agent.binary for agent in agents if agent.host == name and agent.alive}
        here = [part for part in parts if host in hosts_of(situation, part)]
        units = [unit for part in here for unit in part_of(situation, host.name, part).units]
        return {unit: "not alive to neutron" for unit in units if unit in AGENTS and unit not in alive}

    return silent


_PARTS = (NETWORK, BRIDGE, OVN_METADATA)
STEP = Units(
    _PARTS,
    files=(
        PATH,
        bridge_config.LINUX_BRIDGE,
        bridge_config.OPEN_VSWITCH,
        network_config.DHCP,
        network_config.L3,
        network_config.METADATA_AGENT,
        ovn_metadata_config.PATH,
    ),
    configurations=(
        neutron_config.CONFIGURATION,
        agent_config.CONFIGURATION,
        bridge_config.CONFIGURATION,
        network_config.CONFIGURATION,
        ovn_metadata_config.CONFIGURATION,
    ),
    after=(neutron_packages.STEP.name,),
    silent=silent_of(*_PARTS),
    needs=(network_agents.PROBE, interfaces.PROBE),
).step(
    "agent-units",
    "Neutron's agents run and are alive",
    verify_timeout=180,
    deviation="nothing that looks at them. An agent that ends at once leaves no trace but here.",
)
