"""A file system is over 90 % full.

RabbitMQ blocks all its publishers at its disk limit, MariaDB stops writing, glance and nova fail
with errors that do not name the disk. Source: `df -PB1`, as a share of what ordinary users may use.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.facts.hosts import host_status
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding, Severity

FULL = 90
BRIM = 97
"""From here on it is a matter of hours."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each file system."""
    for host, status in snapshot.each(host_status.PROBE).items():
        for system in status.file_systems:
            if system.percent > FULL:
                yield Finding(
                    "disk-full",
                    Severity.CRITICAL if system.percent >= BRIM else Severity.WARNING,
                    f"{host}:{system.mount}",
                    f"{system.mount} on {host} is {system.percent} % full, with {_size(system.free)} "
                    f"left of {_size(system.size)}: `du -xh --max-depth=2 {system.mount} | sort -h` "
                    "there shows what fills it.",
                )


def _size(size: int) -> str:
    """Bytes in the largest unit that leaves a number over one."""
    value = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} TiB"


CHECK = Check("disk-full", "File systems nearly full", (host_status.PROBE,), find)
