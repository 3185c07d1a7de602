"""Every host runs a distribution of which stackmend knows packages, units and files."""

from __future__ import annotations

from actions.facts import host_status
from actions.install.distro import distro_of
from actions.install.preflight.sight import Sight, looking, seen
from actions.model import Host, Situation


def look(situation: Situation, host: Host) -> Sight:
    """By PRETTY_NAME of /etc/os-release."""
    status = seen(situation, host_status.PROBE, host.name)
    distro_of(situation, host.name)
    return Sight(status.os)


STEP = looking("systems-known", "Every host runs a known system", (host_status.PROBE,), look)
