"""Every host runs a distribution of which stackmend knows packages, units and files."""

from __future__ import annotations

from actions.deployments.parts import BRIDGE, OVN
from actions.facts.hosts import host_status
from actions.install.hosts import deployment_of, hosts_of, part_of
from actions.install.preflight.result import Result, looking, seen
from actions.model.plan import Situation
from actions.model.site import Host


def inspect(situation: Situation, host: Host) -> Result:
    """By PRETTY_NAME of /etc/os-release; not each has what the site file chooses for the ports."""
    status = seen(situation, host_status.PROBE, host.name)
    deployment_of(situation, host.name)
    for part in (BRIDGE, OVN):
        if host in hosts_of(situation, part):
            part_of(situation, host.name, part)
    return Result(status.os)


STEP = looking("systems-known", "Every host runs a known system", (host_status.PROBE,), inspect)
