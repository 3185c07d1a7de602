"""A simulated host: its vital signs, its files and its units."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from actions.sim.clock import Clock
from actions.sim.files import Tree
from actions.sim.unit import Unit

GIB = 1024**3


@dataclass
class Disk:
    """A mounted file system, sizes in bytes."""

    device: str
    mount: str
    size: int
    used: int


class Host:
    """One machine of the simulated cloud."""

    def __init__(self, name: str, address: str, roles: tuple[str, ...], clock: Clock) -> None:
        self.name = name
        self.address = address
        self.roles = roles
        self.clock = clock
        self.offset = 0.0
        """How far its own clock is ahead of the true time, in seconds."""
        self.alive = True
        """False: it is off, and nothing on it reports."""
        self.boot = clock.now() - 19 * 86400 - 4321
        self.cpus = 8
        self.memory = 32 * GIB
        self.memory_used = 11 * GIB
        self.load = (0.42, 0.38, 0.35)
        self.disks = [
            Disk("/dev/vda2", "/", 40 * GIB, 11 * GIB),
            Disk("/dev/vda1", "/boot", GIB, 180 * 1024**2),
        ]
        self.units: dict[str, Unit] = {}
        self.files = Tree()
        self.packages: dict[str, str] = {}
        """Debian packages and their versions."""
        self.devices: set[str] = {"/dev/kvm"} if "compute" in roles else set()
        """Character devices of note."""
        self.settle: Callable[[], None] = lambda: None
        """Writes the heartbeats due: called before a unit stops, and after one has started."""
        self.sudoers = ("root", "operator")
        """Who may become root without a password."""
        self.locks: dict[str, asyncio.Lock] = {}
        """Lock files that `flock` knows."""
        self.pids = 700
        for path, read in _PROC.items():
            self.files.add_live(path, lambda read=read: read(self))  # type: ignore[misc]

    def now(self) -> float:
        """The time by the host's own clock."""
        return self.clock.now() + self.offset

    def uptime(self) -> float:
        """Seconds since it booted."""
        return self.clock.now() - self.boot

    def add_unit(self, name: str, description: str, since: float) -> Unit:
        """Add a unit that runs since then."""
        self.pids += 37
        unit = Unit(name, description, since, conf=self._conf(name), pid=self.pids)
        self.units[name] = unit
        return unit

    def start(self, unit: Unit) -> bool:
        """Start a unit afresh; False where it fails again."""
        now = self.clock.now()
        self.pids += 3
        unit.pid = self.pids
        unit.since = now
        unit.memory.clear()
        unit.conf = self._conf(unit.name)
        if unit.cause:
            self.fail(unit, unit.cause)
            return False
        unit.active, unit.result, unit.status, unit.restarts, unit.deaf = (
            "active",
            "success",
            0,
            0,
            False,
        )
        unit.log.append((now, f"Started {unit.name}.service - {unit.description}."))
        self.settle()
        return True

    def stop(self, unit: Unit) -> None:
        """Stop a unit."""
        self.settle()
        now = self.clock.now()
        unit.log.append((now, f"Stopping {unit.name}.service - {unit.description}..."))
        unit.log.append((now, f"Stopped {unit.name}.service - {unit.description}."))
        unit.active, unit.result, unit.since, unit.pid = "inactive", "success", now, 0

    def fail(self, unit: Unit, said: str, result: str = "exit-code", ago: float = 0.0) -> None:
        """Let a unit fail, some seconds ago, with what its process said last."""
        now = self.clock.now() - ago
        name = unit.name
        how = {"oom-kill": "killed, status=9/KILL"}.get(result, "exited, status=1/FAILURE")
        unit.log += [
            (now, said),
            (now, f"{name}.service: Main process exited, code={how}"),
            (now, f"{name}.service: Failed with result '{result}'."),
        ]
        unit.active, unit.result, unit.since, unit.pid = "failed", result, now, 0
        unit.status = 9 if result == "oom-kill" else 1

    def _conf(self, unit: str) -> dict[str, str]:
        folder = f"/etc/{unit.partition('-')[0]}"
        found = {path: self.files.find(path) for path in self.files.under(folder)}
        return {path: file.text for path, file in found.items() if file is not None}


def _meminfo(host: Host) -> str:
    total, used = host.memory // 1024, host.memory_used // 1024
    return (
        f"MemTotal:       {total:>8} kB\nMemFree:        {(total - used) // 2:>8} kB\n"
        f"MemAvailable:   {total - used:>8} kB\nBuffers:          212340 kB\n"
        f"SwapTotal:             0 kB\nSwapFree:              0 kB\n"
    )


def _loadavg(host: Host) -> str:
    one, five, fifteen = host.load
    return f"{one:.2f} {five:.2f} {fifteen:.2f} 1/412 {host.pids}\n"


def _uptime(host: Host) -> str:
    up = host.uptime()
    return f"{up:.2f} {up * host.cpus * 0.93:.2f}\n"


def _cpuinfo(host: Host) -> str:
    return "".join(
        f"processor\t: {n}\nmodel name\t: Simulated CPU\nflags\t\t: fpu vmx\n\n"
        for n in range(host.cpus)
    )


_PROC = {
    "/proc/uptime": _uptime,
    "/proc/loadavg": _loadavg,
    "/proc/meminfo": _meminfo,
    "/proc/cpuinfo": _cpuinfo,
    "/dev/null": lambda _: "",
}
