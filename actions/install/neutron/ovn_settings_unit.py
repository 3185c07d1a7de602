"""A chassis' settings are where Neutron looks for them, where its OVN writes them elsewhere."""

from __future__ import annotations

from actions.deployments.debian import DEBIAN, OVN_SETTINGS
from actions.deployments.parts import OVN
from actions.facts.hosts import host_status
from actions.install.hosts import part_of
from actions.install.neutron import neutron_packages
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = DEBIAN.parts[OVN].settings


def text(situation: Situation, host: Host, _now: str | None) -> Text | None:
    """The unit that copies them; None where Neutron finds them itself."""
    return Text.of(OVN_SETTINGS) if part_of(situation, host.name, OVN).settings else None


STEP = small_file_step(
    "ovn-settings-unit",
    "Neutron finds the settings of OVN's chassis",
    OVN,
    PATH,
    text,
    after=(neutron_packages.STEP.name,),
    needs=(host_status.PROBE,),
    deviation="nothing of OVN. Debian 12's Neutron (21) and OVN (23.03) do not agree where they are, "
    "and routers get no gateway.",
)
