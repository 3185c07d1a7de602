"""ml2_conf.ini on controllers: which networks there can be, and who plugs their ports (NEUT-C-14)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import NEUTRON, OVN
from actions.deployments.services import NEUTRON_API
from actions.facts.hosts import host_status
from actions.formats.config_edit import Key
from actions.install.hosts import mechanism
from actions.install.neutron import choices, neutron_packages, ovn_central_units
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.own_conf(NEUTRON_API)


def files(situation: Situation, _host: Host) -> Files:
    """One flat provider network, and self-service networks over VXLAN, with OVN over Geneve."""
    provider = choices.read(situation.site).provider_network
    drives = mechanism(situation)
    own = "geneve" if drives == OVN else "vxlan"
    common = (
        *keys(
            "ml2",
            type_drivers=f"flat,vlan,{own}",
            tenant_network_types=own,
            mechanism_drivers=drives if drives == OVN else f"{drives},l2population",
            extension_drivers="port_security",
        ),
        *keys("ml2_type_flat", flat_networks=provider),
    )
    return {PATH: (*common, *(_ovn(situation) if drives == OVN else _agents()))}


def _agents() -> tuple[Key, ...]:
    return (*keys("ml2_type_vxlan", vni_ranges="1:1000"), *keys("securitygroup", enable_ipset="true"))


def _ovn(situation: Situation) -> tuple[Key, ...]:
    return (
        # 38 bytes: what OVN's own Geneve options need, by Neutron's guide.
        *keys("ml2_type_geneve", vni_ranges="1:65536", max_header_size="38"),
        *keys(
            "ovn",
            ovn_nb_connection=ovn_central_units.northbound(situation),
            ovn_sb_connection=ovn_central_units.southbound(situation),
            ovn_metadata_enabled="true",
        ),
    )


CONFIGURATION = Configuration(
    "ml2-config",
    "ml2_conf.ini on controllers",
    NEUTRON,
    files,
    (neutron_packages.STEP.name,),
    (host_status.PROBE,),
)
STEP = CONFIGURATION.step(
    "nothing: the file is never shown. With Debian's own there is no physical network `provider`, and "
    "with Ubuntu's networks can be made whose ports nobody can plug (T-NEU-01)."
)
