"""OVN's agents run, and Neutron holds them for alive."""

from __future__ import annotations

from actions.deployments.parts import OVN
from actions.facts.hosts import host_status
from actions.facts.neutron import network_agents
from actions.install.neutron import agent_units, neutron_packages, ovn_settings_unit
from actions.install.step_factories.units import Units

# By itself, for it reads none of Neutron's files: its restart takes the host's networks with it.
STEP = Units(
    (OVN,),
    after=(neutron_packages.STEP.name, ovn_settings_unit.STEP.name),
    silent=agent_units.silent_of(OVN),
    needs=(host_status.PROBE, network_agents.PROBE),
).step("ovn-chassis-units", "OVN's agents run and are alive", verify_timeout=180)
