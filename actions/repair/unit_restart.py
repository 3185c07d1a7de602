"""What restart-service and bounce-service share: the unit, and the command that starts it anew."""

from __future__ import annotations

from dataclasses import replace

from actions.checks.names import Names
from actions.command import Shell
from actions.facts import units
from actions.facts.units import Unit
from actions.model import Situation
from actions.repair.service_target import ServiceTarget, malformed, parsed


def unit(situation: Situation) -> tuple[ServiceTarget, Unit] | str:
    """The unit that the target names; or why there is none."""
    wanted = parsed(situation.target)
    if wanted is None:
        return malformed(situation.target)
    host = _host(situation, wanted.host)
    if host is None:
        return f"The site file has no host {wanted.host}, so stackmend cannot reach it."
    wanted = replace(wanted, host=host)
    known = situation.get(units.PROBE, wanted.host)
    if known is None:
        return f"The units of {wanted.host} could not be read."
    found = known.get(wanted.binary)
    if found is None:
        return f"{wanted.host} has no unit {wanted.binary} that stackmend knows of."
    if found.load == "masked":
        return f"{wanted.binary} on {wanted.host} is masked: unmask it first (systemctl unmask)."
    return wanted, found


def _host(situation: Situation, name: str) -> str | None:
    """The site file's name of a host that an API may call otherwise."""
    return name if situation.site.host(name) else Names.of(situation.snapshot).host(name)


def restart(wanted: ServiceTarget, repeatable: bool = True) -> Shell:
    """The command; a unit's name is not quoted, for it is one that systemd itself has listed."""
    return Shell(wanted.host, f"systemctl restart {wanted.binary}", repeatable=repeatable)
