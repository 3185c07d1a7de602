"""The routers that each L3 agent serves: `openstack router list --agent ID`."""

from __future__ import annotations

from actions.facts._support.agent_bindings import L3, held, parse
from actions.facts.neutron import network_agents
from actions.model.fact import Probe

PROBE = Probe("l3-routers", held(L3, "l3-routers"), parse, period=60, needs=(network_agents.PROBE,))
"""One subject an agent, so that no call is made for each router."""
