"""A systemd unit has failed, or falls again each time it is started.

One that falls is caught while it is down, or while it is up again: systemd has restarted it three
times or more, and it is younger than a minute. So is what every start of a host looks like for its
first minutes, and that is passed over. No restart is offered of what is restarted all the time: why it
falls is to be mended, and then it comes up by itself. What depends on it follows from it (`causes`).
Source: `systemctl show`, of OpenStack's units and of all that failed; for containers, what their
engine says.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from actions.checks._support import endings, entities, reachability
from actions.checks._support.wanted import SHARED
from actions.deployments.all import OURS, service_of
from actions.facts.hosts import host_layout, units
from actions.facts.hosts.units import LOOPS, Unit
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "unit-failed"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each failed unit, foreign ones as a notice."""
    silent = {(one.host, one.binary) for one in reachability.heard(snapshot) if not one.up}
    for host, known in snapshot.each(units.PROBE).items():
        for unit in known.values():
            if unit.failed and not _coming_up(snapshot, host, unit):
                yield _finding(snapshot, host, unit, (host, service_of(unit.name)) in silent)


def _coming_up(snapshot: Snapshot, host: str, unit: Unit) -> bool:
    few = unit.active == "active" and unit.restarts <= 3 * LOOPS
    return few and reachability.booting(snapshot, host)


def _finding(snapshot: Snapshot, host: str, unit: Unit, silent: bool) -> Finding:
    ours = any(fnmatch(unit.name, pattern) for pattern in OURS)
    severity = Severity.CRITICAL if service_of(unit.name) in SHARED else Severity.WARNING
    see = f"{reachability.log(snapshot, host, unit)} there says why"
    if unit.active == "failed":
        what = f"has failed ({endings.ending(unit) or 'systemd gives no reason'})"
    else:
        what = f"{endings.falling(unit)} ({endings.falls(unit)})"
        see += "; once that is mended it comes up by itself, and no restart before does it any good"
    follows = ", and so it counts as down" if silent else ""
    reading = snapshot.reading(units.PROBE, host)
    mended = ours and reachability.restartable(unit)
    return Finding(
        CODE,
        severity if ours else Severity.NOTICE,
        f"{host}/{unit.name}",
        f"{unit.name} on {host} {what}{follows}: {see}.",
        "restart-service" if mended else "",
        f"{host}/{unit.name}" if mended else "",
        entity=entities.of_unit(host, unit) if ours else None,
        down=ours,
        since=reading.since(unit.stopped) if unit.stopped is not None else 0.0,
    )


CHECK = Check(
    CODE,
    "Failed units",
    (*reachability.HEARD_NEEDS, host_layout.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
