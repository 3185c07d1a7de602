"""A unit does not run though the cloud needs it: nobody started it, somebody stopped it, or it ended.

Needed is what an API lists, what an endpoint or a URL of a configuration leads to, what something on
the same host needs, and what is enabled and configured: not all that a package enables. A service of
libvirt's whose socket listens is idle and well. One of several is a loss of redundancy; on a host
that a person took out of service it is a notice, and so is one that systemd is to start, just after
its host booted. Source: `systemctl show`, the configurations, the APIs' lists, the catalog.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability, wanted
from actions.checks._support.wanted import Stopped
from actions.checks._support.wording import age, listed
from actions.deployments import life
from actions.deployments.services import LIBVIRT, NOVA_COMPUTE
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "unit-inactive"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each unit that is to run and is inactive."""
    return (_finding(snapshot, one) for one in wanted.stopped(snapshot))


def _finding(snapshot: Snapshot, one: Stopped) -> Finding:
    target = f"{one.host}/{one.unit.name}"
    masked = one.unit.load == "masked" or one.unit.enabled.startswith("masked")
    reading = snapshot.reading(units.PROBE, one.host)
    says = f"{one.unit.name} on {one.host} is {_state(one.unit)}, and {one.why}"
    says += f", while {_others(one)}" if one.peers else ""
    says += f" ({one.maintenance})." if one.maintenance else "."
    if one.unit.queued:
        says += " `systemctl list-jobs` there says what it waits for."
    elif one.unit.paused:
        says += f" {life.unpause(one.unit.name)} there lets it go on."
    elif masked:
        says += f" It is masked: `systemctl unmask {one.unit.name}` there first."
    elif one.unit.enabled == "disabled":
        says += (
            f" It is disabled: `systemctl enable {one.unit.name}` there, if it is to come up at boot."
        )
    action, of = "restart-service", target
    if one.service == LIBVIRT and reachability.unit(snapshot, one.host, NOVA_COMPUTE) is not None:
        action, of = "recover-compute", one.host  # systemd or nova may have stopped the service with it
    helps = not masked and not one.unit.queued and not one.unit.paused
    return Finding(
        CODE,
        _severity(snapshot, one),
        target,
        says,
        action if helps else "",
        of if helps else "",
        entity=service(one.host, one.service),
        down=True,
        since=reading.since(one.unit.stopped) if one.unit.stopped is not None else 0.0,
    )


def _severity(snapshot: Snapshot, one: Stopped) -> Severity:
    if one.maintenance:
        return Severity.NOTICE
    if one.unit.queued:
        return reachability.severity(snapshot, one.host, one.unit)
    return Severity.CRITICAL if one.service in wanted.SHARED and not one.peers else Severity.WARNING


def _state(unit: Unit) -> str:
    """No more than systemd says: not who stopped it, nor whether it ended by itself."""
    if unit.queued:
        return f"not started yet: it waits in systemd's queue (job {unit.job})"
    if unit.paused:
        return "paused"
    if unit.stopped is not None:
        return f"inactive: it stopped {age(unit.stopped)} ago"
    if unit.enabled == "disabled":
        return "inactive: systemd knows of no start since it was last loaded"
    return "inactive: it has not been started since the host booted"


def _others(one: Stopped) -> str:
    if len(one.peers) == 1:
        return f"the one on {one.peers[0]} runs: redundancy is lost"
    return f"those on {listed(one.peers)} run: redundancy is lost"


CHECK = Check(CODE, "Stopped units that the cloud needs", wanted.NEEDS, find, Area.HOSTS)
