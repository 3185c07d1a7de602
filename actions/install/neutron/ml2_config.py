"""ml2_conf.ini on controllers: which networks there can be, and who plugs their ports (NEUT-C-14)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NEUTRON
from actions.deployments.services import NEUTRON_API
from actions.install.neutron import choices, neutron_packages
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.own_conf(NEUTRON_API)


def files(situation: Situation, _host: Host) -> Files:
    """One flat provider network, and self-service networks over VXLAN."""
    chosen = choices.read(situation.site)
    return {
        PATH: (
            *keys(
                "ml2",
                type_drivers="flat,vlan,vxlan",
                tenant_network_types="vxlan",
                mechanism_drivers=f"{chosen.mechanism},l2population",
                extension_drivers="port_security",
            ),
            *keys("ml2_type_flat", flat_networks=chosen.provider_network),
            *keys("ml2_type_vxlan", vni_ranges="1:1000"),
            *keys("securitygroup", enable_ipset="true"),
        )
    }


CONFIGURATION = Configuration(
    "ml2-config", "ml2_conf.ini on controllers", NEUTRON, files, (neutron_packages.STEP.name,)
)
STEP = CONFIGURATION.step(
    "nothing: the file is never shown. With Debian's own there is no physical network `provider`, and "
    "with Ubuntu's networks can be made whose ports nobody can plug (T-NEU-01)."
)
