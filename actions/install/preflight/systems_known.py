"""Every host runs a distribution of which stackmend knows packages, units and files."""

from __future__ import annotations

from actions.facts.hosts import host_status
from actions.install.hosts import deployment_of
from actions.install.preflight.result import Result, looking, seen
from actions.model.plan import Situation
from actions.model.site import Host


def inspect(situation: Situation, host: Host) -> Result:
    """By PRETTY_NAME of /etc/os-release."""
    status = seen(situation, host_status.PROBE, host.name)
    deployment_of(situation, host.name)
    return Result(status.os)


STEP = looking("systems-known", "Every host runs a known system", (host_status.PROBE,), inspect)
