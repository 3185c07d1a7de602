"""Whether guests run on the host's processor or are emulated (NOVA-K-08, 09)."""

from __future__ import annotations

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import COMPUTE
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import virtualisation
from actions.install.nova import nova_packages
from actions.install.settings import read
from actions.install.step import require
from actions.install.step_factories.configuration import Configuration, Files
from actions.install.step_factories.keys import keys
from actions.model.plan import Situation
from actions.model.site import Host

PATH = PACKAGES.own_conf(NOVA_COMPUTE)


def files(situation: Situation, host: Host) -> Files:
    """nova-compute reads this file after nova.conf, so that its value counts."""
    return {PATH: keys("libvirt", virt_type=kind(situation, host))}


def kind(situation: Situation, host: Host) -> str:
    """kvm or qemu: what the site file says, or what the host can; raises `Blocked`."""
    chosen = read(situation.site).virt_type
    return require(situation, virtualisation.PROBE, host.name) if chosen == "auto" else chosen


CONFIGURATION = Configuration(
    "virtualisation-type",
    "Virtualisation type on compute hosts",
    COMPUTE,
    files,
    (nova_packages.STEP.name,),
    (virtualisation.PROBE,),
)
GUIDE = "0 or more lines with vmx or svm in /proc/cpuinfo. /dev/kvm is what counts (T-NOVA-12)."
STEP = CONFIGURATION.step(GUIDE)
