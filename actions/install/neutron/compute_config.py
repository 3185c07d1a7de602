"""[neutron] in nova.conf on compute hosts (NEUT-C-15)."""

from __future__ import annotations

from actions.deployments.parts import COMPUTE
from actions.formats.config_edit import Key
from actions.install.neutron.shared_keys import nova_to_neutron
from actions.install.nova import nova_packages
from actions.install.nova.nova_config import PATH
from actions.install.step_factories.configuration import Configuration, Files
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, _host: Host) -> Files:
    """Nova's login: nova-compute asks Neutron for the ports that it plugs."""
    return {PATH: (*nova_to_neutron(situation), Key("neutron", "url", None))}


CONFIGURATION = Configuration(
    "compute-neutron-config",
    "[neutron] in nova.conf on compute hosts",
    COMPUTE,
    files,
    (nova_packages.STEP.name,),
)
STEP = CONFIGURATION.step(
    "[neutron] for one host that it does not name. Compute hosts need it as well as controllers: "
    "without it no instance gets a port (T-NOVA-08)."
)
