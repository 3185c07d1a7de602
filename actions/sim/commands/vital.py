"""Tools that tell how a host fares and what it is: date, df, hostname, nproc, id, getent, …"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from actions.sim.call import Call, Run, options
from actions.sim.files import GROUPS
from actions.sim.host import Disk


async def date(call: Call) -> int:
    """Print the host's own time: +%s, +%s.%N, or any format of strftime."""
    now = call.host.now()
    form = next((a[1:] for a in call.args if a.startswith("+")), "%a %b %e %H:%M:%S UTC %Y")
    moment = datetime.fromtimestamp(now, UTC)
    form = form.replace("%s", str(int(now))).replace("%N", f"{int(now % 1 * 1e9):09d}")
    call.say(moment.strftime(form))
    return 0


async def df(call: Call) -> int:
    """Print file systems as `df -PB1` does, or one line a path as `df -B1 --output=file,...`."""
    chosen, paths = options(call.args, "Bxt")
    if "output" in chosen:
        return _df_paths(call, paths)
    call.say("Filesystem     1-blocks        Used   Available Capacity Mounted on")
    disks = call.host.disks
    if paths:
        disks = [_holding(call, paths[0])]
    for disk in disks:
        free = _free(disk)
        percent = -(-100 * disk.used // (disk.used + free))
        call.say(
            f"{disk.device:<10} {disk.size:>12} {disk.used:>11} {free:>11} {percent:>7}% {disk.mount}"
        )
    return 0


def _holding(call: Call, path: str) -> Disk:
    """The file system that a path is on."""
    return max((d for d in call.host.disks if path.startswith(d.mount)), key=lambda d: len(d.mount))


def _free(disk: Disk) -> int:
    """Less what is reserved for root."""
    return max(0, disk.size - disk.used - disk.size // 20)


def _df_paths(call: Call, paths: list[str]) -> int:
    call.say("File     Mounted on  1B-blocks       Avail   Inodes    IFree")
    for path in paths:
        disk = _holding(call, path)
        call.say(f"{path} {disk.mount} {disk.size} {_free(disk)} 2621440 2400000")
    return 0


async def hostname(call: Call) -> int:
    """Print the host's name, with -I its addresses, or with -i what its name leads to."""
    asked = {"-I": f"{call.host.address} ", "-i": call.host.address}
    call.say(next((asked[word] for word in call.args if word in asked), call.host.name))
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
    """Resolve a host's name: `getent hosts`, `getent ahosts`, `getent ahostsv4`."""
    if len(call.args) != 2:
        return 1
    kind, name = call.args
    found = call.cloud.resolve(name, call.host.name)
    if found is None:
        return 2
    if kind in ("ahosts", "ahostsv4"):
        for sort in ("STREAM", "DGRAM", "RAW"):
            call.say(f"{found.address:<15} {sort:<6} {name if sort == 'STREAM' else ''}".rstrip())
    else:
        call.say(f"{found.address:<15} {found.name}")
    return 0


async def timedatectl(call: Call) -> int:
    """Say whether the clock is in step."""
    kept = "yes" if abs(call.host.offset) < 1 else "no"
    call.say(kept if "--value" in call.args else f"NTPSynchronized={kept}")
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
