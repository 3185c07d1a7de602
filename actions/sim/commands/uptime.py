"""`uptime`: how long a host has run."""

from __future__ import annotations

from datetime import UTC, datetime

from actions.sim.call import Call, Run


async def uptime(call: Call) -> int:
    """Print the time, since when the host is up, and its load."""
    now = call.host.now()
    clock = datetime.fromtimestamp(now, UTC).strftime("%H:%M:%S")
    days, rest = divmod(int(now - call.host.boot) // 60, 24 * 60)
    up = (f"{days} days, " if days else "") + f"{rest // 60}:{rest % 60:02d}"
    load = ", ".join(f"{one:.2f}" for one in call.host.load)
    call.say(f" {clock} up {up},  0 users,  load average: {load}")
    return 0


COMMANDS: dict[str, Run] = {"uptime": uptime}
