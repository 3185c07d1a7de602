"""Neutron's server runs and answers (NEUT-C-16)."""

from __future__ import annotations

from actions.deployments.parts import NEUTRON, OVN_SERVER
from actions.facts.neutron import network_agents
from actions.install.hosts import part_of
from actions.install.neutron import ml2_config, neutron_config, neutron_packages, ovn_server_config
from actions.install.neutron.shared_keys import PATH
from actions.install.step import current
from actions.install.step_factories.units import Units
from actions.model.plan import Situation
from actions.model.site import Host


def silent(situation: Situation, host: Host) -> dict[str, str]:
    """The API, where it does not say which agents there are."""
    if current(situation, network_agents.PROBE) is not None:
        return {}
    units = part_of(situation, host.name, NEUTRON).units
    return {name: "not answering as it should" for name, ports in units.items() if ports}


STEP = Units(
    (NEUTRON, OVN_SERVER),
    files=(PATH, ml2_config.PATH, ovn_server_config.PATH),
    configurations=(neutron_config.CONFIGURATION, ml2_config.CONFIGURATION),
    after=(neutron_packages.STEP.name,),
    anew=(ovn_server_config.STEP.name,),
    silent=silent,
    needs=(network_agents.PROBE,),
).step(
    "neutron-units",
    "Neutron's server runs and answers",
    verify_timeout=180,
    deviation="`service restart neutron-*`, which is no command; Debian has no neutron-server "
    "either, but "
    "neutron-api and neutron-rpc-server, and both are disabled after their installation (T-NEU-04).",
)
