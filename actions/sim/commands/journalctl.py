"""journalctl: the journal of a unit, and what comes after it (-f)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from actions.sim.call import Call, Run, options
from actions.sim.journal import history, line
from actions.sim.unit import Unit

FOLLOW_EVERY = 1.0
"""Real seconds between two lines of a journal that is followed."""


async def journalctl(call: Call) -> int:
    """Print a unit's journal: -u UNIT -n N -f, -o short, short-iso, short-unix or cat."""
    chosen, _ = options(call.args, "unpoS")
    name = (chosen.get("u") or chosen.get("unit", "")).removesuffix(".service")
    count = int(chosen.get("n") or chosen.get("lines") or 10)
    form = chosen.get("o") or chosen.get("output") or "short"
    unit = call.host.units.get(name)
    shown = history(unit, call.host.clock.now(), count) if unit else []
    if not shown and "f" not in chosen:
        call.say("-- No entries --")
    for when, text in shown:
        call.say(_printed(call, name, when, text, form))
    if "f" in chosen or "follow" in chosen:
        await _follow(call, unit, name, form)
    return 0


async def _follow(call: Call, unit: Unit | None, name: str, form: str) -> None:
    """Print what is logged from now on, for ever, and a line of routine every second."""
    known = len(unit.log) if unit else 0
    number = int(call.host.clock.now())
    while True:
        await asyncio.sleep(FOLLOW_EVERY)
        if unit is None:
            continue
        for when, text in unit.log[known:]:
            call.say(_printed(call, name, when, text, form))
        known = len(unit.log)
        if unit.running and not unit.deaf:
            number += 1
            call.say(_printed(call, name, call.host.clock.now(), line(unit, number), form))


def _printed(call: Call, name: str, when: float, text: str, form: str) -> str:
    if form == "cat":
        return text
    moment = datetime.fromtimestamp(when + call.host.offset, UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%S+0000" if form == "short-iso" else "%b %d %H:%M:%S")
    if form == "short-unix":
        stamp = f"{when + call.host.offset:.6f}"
    unit = call.host.units.get(name)
    system = "systemd" if f"{name}.service" in text else name
    number = 1 if system == "systemd" else (unit.pid if unit else 0) or 1
    return f"{stamp} {call.host.name} {system}[{number}]: {text}"


COMMANDS: dict[str, Run] = {"journalctl": journalctl}
