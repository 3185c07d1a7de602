"""Disks and memory are large enough for the roles of each host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.facts.hosts import free_space, host_status, packages
from actions.facts.hosts.free_space import Room
from actions.install.preflight.result import Result, looking, seen
from actions.install.preflight.wanted import missing_packages
from actions.install.step import Blocked
from actions.model.plan import Situation
from actions.model.site import Host

GIB = 1024**3


@dataclass(frozen=True)
class Least:
    """The least with which a role's chapters go through and its services run."""

    memory: float
    """GiB; a machine that is sold as one of 4 has 3.8."""
    disk: float
    """GiB for packages and what services write at once: not for images, instances and volumes."""
    files: int


LEAST = {
    "controller": Least(memory=3.5, disk=4.0, files=80_000),
    "database": Least(memory=0.9, disk=1.0, files=10_000),
    "messaging": Least(memory=0.9, disk=1.0, files=10_000),
    "compute": Least(memory=1.5, disk=3.0, files=60_000),
    "network": Least(memory=0.9, disk=1.5, files=40_000),
    "storage": Least(memory=0.9, disk=1.5, files=40_000),
}
"""Measured on Debian 12 after base and nova: a controller's packages and data are 1.6 GiB in 54,000
files and a compute host's 0.9 GiB in 37,000, beside the archives from which they are unpacked."""
_SHARES = {"/usr": 0.5, "/var/lib": 0.3, "/var/cache/apt/archives": 0.2}
"""How packages to come spread, where these places are on file systems of their own."""
_ALWAYS = {
    "/etc": 0.05,
    "/tmp": 0.05,  # noqa: S108 (asked how full it is)
    "/var/lib": 0.5,
    "/var/log": 0.5,
    **dict.fromkeys(free_space.STATE, 0.5),
}
"""GiB that must be free also where all is installed: MariaDB and RabbitMQ stop on a full disk."""


def inspect(situation: Situation, host: Host) -> Result:
    """A host with several roles needs what they need together."""
    status = seen(situation, host_status.PROBE, host.name)
    rooms = seen(situation, free_space.PROBE, host.name)
    needs = [LEAST[role] for role in sorted(host.roles & LEAST.keys())]
    least = Least(sum(n.memory for n in needs), sum(n.disk for n in needs), sum(n.files for n in needs))
    coming = _coming(situation, host)
    wrong = (
        *_memory(host, status.memory, least.memory),
        *_disks(host, rooms, least.disk if coming else 0.0),
        *_files(host, rooms, least.files if coming else 0),
    )
    main = rooms.get("/usr") or next(iter(rooms.values()))
    return Result(f"{_size(status.memory)} of memory, {_size(main.free)} free on {main.mount}", wrong)


def _coming(situation: Situation, host: Host) -> bool:
    """Whether packages will come; of a system that is not known, as if so."""
    try:
        return bool(missing_packages(situation, host))
    except Blocked:
        return True


def _memory(host: Host, has: int, least: float) -> Iterator[str]:
    if has < least * GIB:
        yield (
            f"{host.name} has {_size(has)} of memory and needs {least:g} GiB as {_roles(host)}: with "
            "less, the kernel kills services."
        )


def _disks(host: Host, rooms: Mapping[str, Room], coming: float) -> Iterator[str]:
    """By file system: what packages to come need there together, or the most that is always needed."""
    packages_need: dict[str, float] = {}
    always: dict[str, float] = {}
    for path, room in rooms.items():
        packages_need[room.mount] = packages_need.get(room.mount, 0.0) + coming * _SHARES.get(path, 0.0)
        always[room.mount] = max(always.get(room.mount, 0.0), _ALWAYS.get(path, 0.0))
    free = {room.mount: room.free for room in rooms.values()}
    for mount, has in free.items():
        need = max(packages_need[mount], always[mount])
        if has < need * GIB:
            yield (
                f"{host.name} has {_size(has)} free on {mount} and needs {need:.2g} GiB there as "
                f"{_roles(host)}: make room (`du -xh --max-depth=2 {mount} | sort -h`)."
            )


def _files(host: Host, rooms: Mapping[str, Room], least: int) -> Iterator[str]:
    room = rooms.get("/usr")
    if room is not None and room.inodes_free is not None and room.inodes_free < least:
        yield (
            f"{room.mount} on {host.name} has room for {room.inodes_free:,} more files (inodes), and "
            f"the packages of {_roles(host)} need {least:,}."
        )


def _roles(host: Host) -> str:
    return " and ".join(sorted(host.roles & LEAST.keys()))


def _size(size: int) -> str:
    gib = size / GIB
    return f"{gib:.1f} GiB" if gib >= 1 else f"{size / 1024**2:.0f} MiB"


STEP = looking(
    "room-enough",
    "Disks and memory are enough",
    (free_space.PROBE, host_status.PROBE, packages.PROBE),
    inspect,
)
