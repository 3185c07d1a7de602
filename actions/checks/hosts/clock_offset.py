"""A host's clock is more than 2 s off the jump host's.

nova, cinder and neutron tell living from dead by comparing times that different hosts wrote; tokens
and certificates are judged by clocks as well. The host read its clock somewhere between the question
and the answer: half of the look's time is taken off, and as much is allowed as an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.checks._support.wording import listed
from actions.facts.hosts import host_status
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "clock-offset"
MOST = 2.0
"""Seconds."""
DOWN_TIME = 60.0
"""nova's service_down_time: an offset of that size makes living services look dead."""


@dataclass(frozen=True)
class Offset:
    """How far a host's clock is ahead of the jump host's, and how wrong that may be, in seconds."""

    ahead: float
    doubt: float

    @property
    def off(self) -> bool:
        """More than allowed, whatever the doubt."""
        return abs(self.ahead) - self.doubt > MOST


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host; where all agree against the jump host, one for that."""
    offsets = _offsets(snapshot)
    values = [offset.ahead for offset in offsets.values()]
    agree = len(values) > 1 and max(values) - min(values) <= MOST
    if agree and all(offset.off for offset in offsets.values()):
        yield Finding(
            CODE,
            Severity.WARNING,
            "jump host",
            f"The clocks of {listed(offsets)} agree, and this host's is {_apart(-values[0])} them: set "
            "this host's clock right.",
        )
        return
    for host, offset in offsets.items():
        if offset.off:
            yield Finding(
                CODE,
                Severity.CRITICAL if abs(offset.ahead) >= DOWN_TIME else Severity.WARNING,
                host,
                f"The clock of {host} is {_apart(offset.ahead)} this host's (to {offset.doubt:.1f} s): "
                "see `chronyc tracking` there, and whether a time service runs.",
            )


def _offsets(snapshot: Snapshot) -> dict[str, Offset]:
    """By host; a reading whose last look failed has no `took` of its own and is left out."""
    found = {}
    for host, status in snapshot.each(host_status.PROBE).items():
        reading = snapshot.reading(host_status.PROBE, host)
        if not reading.error:
            doubt = reading.took / 2
            found[host] = Offset(status.clock - (reading.at - doubt), doubt)
    return found


def _apart(ahead: float) -> str:
    return f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'}"


CHECK = Check(CODE, "Clocks that differ", (host_status.PROBE,), find, Area.HOSTS)
