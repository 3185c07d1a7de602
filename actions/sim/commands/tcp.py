"""bash: as sh, and what it says where facts/_support/tcp.py has it connect to other hosts."""

from __future__ import annotations

from actions.sim.call import Call, Run
from actions.sim.commands.become import sh
from actions.sim.commands.ss import PORTS

_OPENS = "/dev/tcp/"
_HERE = ("127.0.0.1", "localhost")
"""Where the simulated cloud's APIs are, for every host."""


async def bash(call: Call) -> int:
    """What each place behind the script says: memcached its version, of APIs only that they are there.

    Any other script runs in the shell.
    """
    if len(call.args) < 2 or _OPENS not in call.args[1]:
        return await sh(call)
    asks = "version" in call.args[1]
    for place in call.args[3:]:
        name, _, port = place.rpartition(":")
        host = call.cloud.resolve(name, call.host.name)
        if not asks and (name in _HERE or (host is not None and host.alive)):
            call.say(f"{place} open")
            continue
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
