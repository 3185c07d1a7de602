"""The hosts' clocks agree (PRE-11): services are up or down by times that different hosts wrote."""

from __future__ import annotations

from actions.facts.hosts import host_status, time_sync
from actions.install.preflight.result import Result, listed, looking, seen
from actions.install.step import current
from actions.model.plan import Situation
from actions.model.site import Host

MOST = 2.0
"""Seconds that clocks may be apart."""


def inspect(situation: Situation, host: Host) -> Result:
    """Against the first controller's, which the services' databases and tokens go by.

    Each host read its clock between the question and the answer: half of that time is taken off, and
    as much is allowed as an error.
    """
    first = next(iter((*situation.site.having("controller"), *situation.site.hosts)))
    ahead, doubt = _ahead(situation, host)
    if host is first:
        return Result("the others are measured by it", notes=_unkept(situation))
    there, more = _ahead(situation, first)
    apart, doubt = ahead - there, doubt + more
    if abs(apart) - doubt > MOST:
        way = "ahead of" if apart > 0 else "behind"
        return Result(
            wrong=(
                f"The clock of {host.name} is {abs(apart):.1f} s {way} that of {first.name} "
                f"(to {doubt:.1f} s): run a time service on both, and let it set them "
                "(`chronyc makestep`).",
            )
        )
    return Result(f"{abs(apart):.1f} s apart from it (to {doubt:.1f} s)")


def _ahead(situation: Situation, host: Host) -> tuple[float, float]:
    """How far a host's clock is ahead of this machine's, and how wrong that may be, in seconds."""
    clock = seen(situation, host_status.PROBE, host.name).clock
    reading = situation.snapshot.reading(host_status.PROBE, host.name)
    doubt = reading.took / 2
    return clock - (reading.at - doubt), doubt


def _unkept(situation: Situation) -> tuple[str, ...]:
    """Clocks that agree now and may not for long."""
    hosts = situation.site.hosts
    loose = [h.name for h in hosts if current(situation, time_sync.PROBE, h.name) is False]
    said = "(timedatectl: NTPSynchronized=no)"
    return (f"no time service keeps the clocks of {listed(loose)} {said}.",) if loose else ()


STEP = looking("clocks-agree", "Clocks agree within 2 s", (host_status.PROBE, time_sync.PROBE), inspect)
