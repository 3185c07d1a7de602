"""A systemd unit has failed, or falls again each time it is started.

What depends on it (a compute service that nova counts as down, a dead agent) is said here and makes
no finding of its own. Source: `systemctl show`, of OpenStack's units and of all that failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from actions.checks._support import entities, reachability
from actions.deployments.all import UNIT_PATTERNS, service_of, units_of
from actions.deployments.services import (
    DATABASE_SERVER,
    KEYSTONE_API,
    MESSAGE_BROKER,
    NEUTRON_API,
    NOVA_API,
)
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "unit-failed"
SHARED = units_of(DATABASE_SERVER, KEYSTONE_API, MESSAGE_BROKER, NEUTRON_API, NOVA_API)
"""Units without which more than their own host stands still."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each failed unit, foreign ones as a notice."""
    silent = {(one.host, one.binary) for one in reachability.heard(snapshot) if not one.up}
    for host, known in snapshot.each(units.PROBE).items():
        for unit in known.values():
            if unit.failed:
                yield _finding(host, unit, (host, service_of(unit.name)) in silent)


def _finding(host: str, unit: Unit, silent: bool) -> Finding:
    ours = any(fnmatch(unit.name, pattern) for pattern in UNIT_PATTERNS)
    severity = Severity.CRITICAL if unit.name in SHARED else Severity.WARNING
    how = unit.result or "no reason given"
    what = (
        f"has failed ({how})"
        if unit.active == "failed"
        else f"falls again each time it is started ({how}, {unit.restarts} restarts)"
    )
    follows = ", and so it counts as down" if silent else ""
    return Finding(
        CODE,
        severity if ours else Severity.NOTICE,
        f"{host}/{unit.name}",
        f"{unit.name} on {host} {what}{follows}: `journalctl -u {unit.name}` there says why.",
        "restart-service" if ours else "",
        f"{host}/{unit.name}" if ours else "",
        entity=entities.of_unit(host, unit) if ours else None,
        down=ours,
    )


CHECK = Check(CODE, "Failed units", (*reachability.HEARD_NEEDS, units.PROBE), find, Area.HOSTS)
