"""How a unit ended, in systemd's own words and those of what it ran: no more than was seen."""

from __future__ import annotations

from actions.checks._support.wording import age, count
from actions.deployments import life
from actions.facts.hosts.units import Unit

_WORDS = {
    "core-dump": "its process dumped its core",
    "exec-condition": "its condition was not met",
    "oom-kill": "the kernel killed it for want of memory",
    "protocol": "it ended before it said that it was ready",
    "resources": "systemd lacked something to start it",
    "start-limit-hit": "systemd gave up after too many starts",
    "timeout": "it did not start or stop in time",
    "watchdog": "it gave no sign of life in time",
}
_CODES = {203: "its program could not be run", 217: "its user does not exist", 226: "its namespace"}
"""Exit codes that are systemd's own (systemd.exec, "Process Exit Codes"), and not the program's."""

_SIGNALLED = 128
"""What shells and engines of containers add to the number of a signal that ended what they ran."""


def told(unit: Unit) -> bool:
    """That it does not run is a finding of its own, which others follow from.

    OVN's units are static: another one starts them at boot.
    """
    return unit.failed or (unit.active != "active" and unit.enabled in ("enabled", "static"))


def state(unit: Unit) -> str:
    """What it does now, as the verb of a sentence."""
    if unit.looping:
        return falling(unit)
    if unit.paused:
        return f"is paused ({life.unpause(unit.name)} there lets it go on)"
    return "is being started" if unit.starting else f"is {unit.active}"


def falling(unit: Unit) -> str:
    """That it comes up only to fall again; the first time, and before systemd 235, nobody counted."""
    if unit.active == "activating" and not unit.restarts:
        return "has fallen and waits to be started again"
    return "falls again each time it is started"


def on_its_way(host: str, unit: Unit) -> str:
    """Of one that is being started, and where one sees what it waits for; without a full stop."""
    return f"{unit.name} on {host} is being started: `systemctl list-jobs` there says what it waits for"


def ending(unit: Unit) -> str:
    """systemd's Result with what it means, and the exit code or the signal; "" where it has none."""
    told = [unit.result] if unit.result not in ("", "success") else []
    told += [_WORDS[unit.result]] if unit.result in _WORDS else []
    if unit.code == 1 and (unit.status or not told):
        own = f": {_CODES[unit.status]}" if unit.status in _CODES else ""
        if _SIGNALLED < unit.status < min(_CODES):
            own = f": what it ran got signal {unit.status - _SIGNALLED}"
        told.append(f"its process ended with exit code {unit.status}{own}")
    elif unit.code in (2, 3):
        told.append(f"signal {unit.status}")
    return ", ".join(told)


def falls(unit: Unit) -> str:
    """How one tells that it falls again: systemd's count, and how young it was when it was seen."""
    times = count(unit.restarts, "restart")
    if unit.active == "active" and unit.age is not None:
        times += f", the last {age(unit.age)} before this look"
    how = ending(unit)
    engine = f"its container is {unit.container.lower()}" if unit.container else ""
    return ", ".join(filter(None, (how, times if unit.restarts else "", engine)))
