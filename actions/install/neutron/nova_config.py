"""[neutron] in nova.conf on controllers (NEUT-C-15)."""

from __future__ import annotations

from actions.deployments.parts import NOVA
from actions.formats.config_edit import Key
from actions.install.neutron.shared_keys import nova_to_neutron
from actions.install.nova import nova_packages
from actions.install.nova.nova_config import PATH
from actions.install.passwords import METADATA, password
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host


def files(situation: Situation, _host: Host) -> Files:
    """Nova's login, and the secret by which its metadata API knows the agent."""
    metadata = keys(
        "neutron",
        service_metadata_proxy="true",
        metadata_proxy_shared_secret=password(situation, METADATA),
    )
    return {PATH: (*nova_to_neutron(situation), Key("neutron", "url", None), *metadata)}


CONFIGURATION = Configuration(
    "nova-neutron-config",
    "[neutron] in nova.conf on controllers",
    NOVA,
    files,
    (nova_packages.STEP.name,),
)
STEP = CONFIGURATION.step(
    "[neutron] without the shared secret: Nova would take an instance for the router it asks through, "
    "and no instance gets its key (T-NEU-02). And `url`, which is no option any more (T-NEU-06)."
)
