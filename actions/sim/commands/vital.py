"""Tools that tell how a host fares and what it is: date, df, hostname, nproc, id, getent, …"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from actions.sim.call import Call, Run, options
from actions.sim.files import GROUPS


async def date(call: Call) -> int:
    """Print the host's own time: +%s, +%s.%N, or any format of strftime."""
    now = call.host.now()
    form = next((a[1:] for a in call.args if a.startswith("+")), "%a %b %e %H:%M:%S UTC %Y")
    moment = datetime.fromtimestamp(now, UTC)
    form = form.replace("%s", str(int(now))).replace("%N", f"{int(now % 1 * 1e9):09d}")
    call.say(moment.strftime(form))
    return 0


async def df(call: Call) -> int:
    """Print file systems as `df -PB1` does."""
    _, paths = options(call.args, "Bxt")
    call.say("Filesystem     1-blocks        Used   Available Capacity Mounted on")
    disks = call.host.disks
    if paths:
        disks = [max((d for d in disks if paths[0].startswith(d.mount)), key=lambda d: len(d.mount))]
    for disk in disks:
        reserved = disk.size // 20
        free = max(0, disk.size - disk.used - reserved)
        percent = -(-100 * disk.used // (disk.used + free))
        call.say(
            f"{disk.device:<10} {disk.size:>12} {disk.used:>11} {free:>11} {percent:>7}% {disk.mount}"
        )
    return 0


async def hostname(call: Call) -> int:
    """Print the host's name, or with -I its addresses."""
    call.say(f"{call.host.address} " if "-I" in call.args else call.host.name)
    return 0


async def nproc(call: Call) -> int:
    """Print how many processors there are."""
    call.say(str(call.host.cpus))
    return 0


async def uname(call: Call) -> int:
    """Print the kernel's name, or with -r its release."""
    call.say("6.1.0-28-amd64" if "-r" in call.args else "Linux")
    return 0


async def whoami(call: Call) -> int:
    """Print the user's name."""
    call.say(call.user)
    return 0


async def identity(call: Call) -> int:
    """Print who the user is: -u -g -n -un -gn."""
    chosen, rest = options(call.args)
    user = rest[0] if rest else call.user
    number = {"root": 0, "nova": 64060, "operator": 1000}.get(user, 110)
    group = GROUPS.get(user, (user,))[0]
    if "n" in chosen:
        call.say(user if "u" in chosen else group)
    elif chosen:
        call.say(str(number))
    else:
        call.say(f"uid={number}({user}) gid={number}({group}) groups={number}({group})")
    return 0


async def getent(call: Call) -> int:
    """Resolve a host's name: `getent hosts NAME`, `getent ahostsv4 NAME`."""
    if len(call.args) != 2:
        return 1
    kind, name = call.args
    found = call.cloud.resolve(name, call.host.name)
    if found is None:
        return 2
    if kind == "ahostsv4":
        for sort in ("STREAM", "DGRAM", "RAW"):
            call.say(f"{found.address:<15} {sort:<6} {name if sort == 'STREAM' else ''}".rstrip())
    else:
        call.say(f"{found.address:<15} {found.name}")
    return 0


async def timedatectl(call: Call) -> int:
    """Say whether the clock is in step."""
    call.say(f"NTPSynchronized={'yes' if abs(call.host.offset) < 1 else 'no'}")
    return 0


async def sleep(call: Call) -> int:
    """Wait: in real seconds, as a hung command would."""
    await asyncio.sleep(float(call.args[0]))
    return 0


async def true(_: Call) -> int:
    """Do nothing, well."""
    return 0


async def false(_: Call) -> int:
    """Do nothing, badly."""
    return 1


COMMANDS: dict[str, Run] = {
    ":": true,
    "date": date,
    "df": df,
    "false": false,
    "getent": getent,
    "hostname": hostname,
    "id": identity,
    "nproc": nproc,
    "sleep": sleep,
    "sync": true,
    "timedatectl": timedatectl,
    "true": true,
    "uname": uname,
    "whoami": whoami,
}
