"""What restart-service and bounce-service share: the unit, and what starts it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.causes.first import guarded
from actions.checks._support import ovn_views, reachability
from actions.deployments import life
from actions.deployments.all import service_of
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.formats.suggest import suggest_pair
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step
from actions.repair.services.restarts import SLACK, started
from actions.repair.services.service_target import ServiceTarget, malformed, parsed

_REPORTED = 90.0
"""Seconds in which a service must have reported: nova's and cinder's limit is 60, neutron's 75."""


def unit(situation: Situation) -> tuple[ServiceTarget, Unit] | str:
    """The unit that the target names, by its own name or by what it runs; or why there is none.

    The target comes back with the binary, which is what an API knows it by.
    """
    wanted = parsed(situation.target)
    if wanted is None:
        return malformed(situation.target, _units(situation))
    host = _host(situation, wanted.host)
    if host is None:
        meant = suggest_pair(situation.target, _units(situation))
        return f"The site file has no host {wanted.host}, so stackmend cannot reach it.{meant}"
    wanted = replace(wanted, host=host)
    known = situation.get(units.PROBE, wanted.host)
    if known is None:
        return f"The units of {wanted.host} could not be read."
    binary = service_of(wanted.binary)
    found = known.get(wanted.binary) or reachability.unit(situation.snapshot, host, binary)
    if found is None:
        meant = suggest_pair(f"{wanted.host}/{wanted.binary}", _units(situation))
        return f"{wanted.host} has no unit {wanted.binary} that stackmend knows of.{meant}"
    if found.load == "masked":
        return f"{wanted.binary} on {wanted.host} is masked: unmask it first (systemctl unmask)."
    if found.paused:
        return f"{found.name} on {wanted.host} is paused: {life.unpause(found.name)} there first."
    return replace(wanted, binary=binary), found


def _units(situation: Situation) -> set[tuple[str, str]]:
    return {(host, name) for host, known in situation.each(units.PROBE).items() for name in known}


def _host(situation: Situation, name: str) -> str | None:
    """The site file's name of a host that an API may call otherwise."""
    return name if situation.site.host(name) else reachability.host_names(situation.snapshot).host(name)


def restart(host: str, unit: Unit, repeatable: bool = True) -> Shell:
    """The command; in systemd's own names there are backslashes: dev-disk-by\\x2duuid."""
    return Shell(host, life.line("restart", (unit.name,)), repeatable=repeatable, restarts=(unit.name,))


def restarted(situation: Situation, host: str, unit: Unit) -> bool:
    """Whether it was started since this run began: by its own command, as far as anybody can tell."""
    start = started(situation.snapshot, host, unit)
    return bool(situation.began) and start is not None and start >= situation.began - SLACK


def restart_step(plan: Callable[[Situation], Decision]) -> Step:
    """The one step of both; when it restarts the unit is for `plan` to say."""
    step = Step(
        "restart",
        "Restart the unit and wait until it reports",
        (*ovn_views.NEEDS, units.PROBE),
        plan,
        verify_timeout=_REPORTED,
    )
    return guarded(step, restarts=True)
