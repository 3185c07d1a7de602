"""Neutron's server is the one that drives OVN, where the package starts another."""

from __future__ import annotations

from actions.deployments.debian import DEBIAN, NEUTRON_SERVER
from actions.deployments.parts import OVN_SERVER
from actions.facts.hosts import host_status
from actions.install.hosts import part_of
from actions.install.neutron import neutron_packages
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = DEBIAN.parts[OVN_SERVER].settings


def text(situation: Situation, host: Host, _now: str | None) -> Text | None:
    """The file whole; None where the package's own server drives OVN."""
    return Text.of(NEUTRON_SERVER) if part_of(situation, host.name, OVN_SERVER).settings else None


STEP = small_file_step(
    "ovn-server-config",
    "Neutron's server is the one that drives OVN",
    OVN_SERVER,
    PATH,
    text,
    after=(neutron_packages.STEP.name,),
    needs=(host_status.PROBE,),
    deviation="nothing of OVN. Debian 12 runs Neutron's API under uWSGI, where nobody starts what "
    "drives OVN: its agents are never known, and no port is bound.",
)
