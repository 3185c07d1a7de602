"""A file system is over 90 % full.

RabbitMQ blocks all its publishers at its disk limit, MariaDB stops writing, glance and nova fail
with errors that do not name the disk. Source: `df -PB1`, and `stat -f` of what other machines serve, as
a share of what ordinary users may use.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from actions.checks._support.wording import listed
from actions.facts._support.mounts import FileSystem
from actions.facts.hosts import host_status
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

FULL = 90
BRIM = 97
"""From here on it is a matter of hours."""

_OWN = {"/", "/boot", "/boot/efi", "/home", "/opt", "/srv", "/tmp", "/usr", "/var", "/var/log"}  # noqa: S108
"""Where hosts that were installed alike may have the same number of bytes, each on its own disk."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each file system, also where several hosts mount it."""
    shares: dict[Hashable, dict[str, FileSystem]] = {}
    for host, status in snapshot.each(host_status.PROBE).items():
        for system in status.file_systems:
            if system.percent > FULL:
                shares.setdefault(_identity(host, system), {})[host] = system
    for mounted in shares.values():
        (host, system), *others = mounted.items()
        yield _finding_of(host, system) if not others else _shared(mounted)


def _identity(host: str, system: FileSystem) -> Hashable:
    """Equal for two hosts that mount the same share: by its name, or alike to the byte."""
    if system.source:
        return system.source
    return (host if system.mount in _OWN else "", system)


def _finding_of(host: str, system: FileSystem) -> Finding:
    return _finding(
        system,
        f"{host}:{system.mount}",
        f"{system.mount} on {host} is {_how(system)}: `du -xh --max-depth=2 {system.mount} | sort -h` "
        "there shows what fills it.",
    )


def _shared(mounted: dict[str, FileSystem]) -> Finding:
    system = next(iter(mounted.values()))
    mounts = listed({one.mount for one in mounted.values()})
    name = f"The share {system.source}" if system.source else "One share"
    return _finding(
        system,
        system.source or system.mount,
        f"{name}, mounted at {mounts} on {listed(mounted)}, is {_how(system)}: "
        f"`du -xh --max-depth=2 {system.mount} | sort -h` on one of them shows what fills it.",
    )


def _finding(system: FileSystem, subject: str, says: str) -> Finding:
    severity = Severity.CRITICAL if system.percent >= BRIM else Severity.WARNING
    about = Entity(Kind.FILE_SYSTEM, subject)
    return Finding("disk-full", severity, subject, says, entity=about, down=not system.free)


def _how(system: FileSystem) -> str:
    return f"{system.percent} % full, with {_size(system.free)} left of {_size(system.size)}"


def _size(size: int) -> str:
    """Bytes in the largest unit that leaves a number over one."""
    value = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} TiB"


CHECK = Check("disk-full", "File systems nearly full", (host_status.PROBE,), find, Area.HOSTS)
