"""The networks that each DHCP agent serves: `openstack network list --agent ID`."""

from __future__ import annotations

from actions.facts._support.agent_bindings import DHCP, held, parse
from actions.facts.neutron import network_agents
from actions.model.fact import Probe

PROBE = Probe(
    "dhcp-networks", held(DHCP, "dhcp-networks"), parse, period=60, needs=(network_agents.PROBE,)
)
"""One subject an agent, so that no call is made for each network."""
