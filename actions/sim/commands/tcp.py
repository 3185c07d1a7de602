"""bash: as sh, and what it says where facts/cache/cache_answers.py has it connect to memcached."""

from __future__ import annotations

from actions.sim.call import Call, Run
from actions.sim.commands.become import sh
from actions.sim.commands.ss import PORTS

_OPENS = "/dev/tcp/"


async def bash(call: Call) -> int:
    """Answers of memcached for each place behind the script; any other script runs in the shell."""
    if len(call.args) < 2 or _OPENS not in call.args[1]:
        return await sh(call)
    for place in call.args[3:]:
        name, _, port = place.rpartition(":")
        host = call.cloud.resolve(name, call.host.name)
        unit = host.units.get("memcached") if host is not None and host.alive else None
        if host is None:
            call.say(f"-: line 1: {name}: Name or service not known")
            call.say(f"-: line 1: {_OPENS}{name}/{port}: Invalid argument")
        elif unit is None or not unit.running or port != str(PORTS["memcached"]):
            call.say("-: connect: Connection refused")
            call.say(f"-: line 1: {_OPENS}{name}/{port}: Connection refused")
        else:
            call.say(f"{place} VERSION 1.6.18\r")
    return 0


COMMANDS: dict[str, Run] = {"bash": bash}
