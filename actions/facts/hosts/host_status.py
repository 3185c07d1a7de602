"""How a host fares: load, memory, file systems, clock, and what runs there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.mounts import LOCAL, REMOTE, FileSystem, SilentMount, local, remote
from actions.facts._support.shell import number, script, sections
from actions.facts._support.vips import KEPT, kept
from actions.formats.repeated_secrets import beginning
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult


@dataclass(frozen=True)
class HostStatus:
    """Vital signs of one host; memory in bytes, load over 1, 5 and 15 minutes."""

    hostname: str
    """What the host calls itself (`hostname`): nova's and neutron's default name for it."""
    os: str
    """The distribution's PRETTY_NAME."""
    clock: float
    """Seconds since the epoch, by the host's own clock."""
    uptime: float
    cpus: int
    load: tuple[float, float, float]
    memory: int
    memory_free: int
    """MemAvailable."""
    file_systems: tuple[FileSystem, ...]
    addresses: tuple[str, ...] = ()
    """Its own IP addresses: without the loopback's, and those that keepalived moves between hosts."""
    silent: tuple[SilentMount, ...] = ()
    """File systems of other machines that do not answer."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = script(
        hostname="hostname",
        os="cat /etc/os-release",
        clock="date +%s.%N",
        uptime="cat /proc/uptime",
        cpus="nproc",
        load="cat /proc/loadavg",
        memory="cat /proc/meminfo",
        disks=LOCAL,
        remote=REMOTE,
        addresses="hostname -I",
        vips=KEPT,
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> HostStatus:
    """Read the answers of the tools that every Linux host has."""
    said = sections(answer)
    missing = {"hostname", "clock", "uptime", "cpus", "load", "memory", "disks"} - said.keys()
    if missing:
        raise ParseError(f"the host did not say its {', '.join(sorted(missing))}")
    memory = {name: rest for name, _, rest in (m.partition(":") for m in said["memory"].splitlines())}
    load = said["load"].split()[:3]
    if len(load) < 3:
        raise ParseError(f"/proc/loadavg reads {beginning(said['load'], 80)!r}")
    systems, silent = remote(said.get("remote", ""))
    vips = kept(said.get("vips", ""))
    one, five, fifteen = (number(part, "the load") for part in load)
    return HostStatus(
        hostname=said["hostname"].strip(),
        os=_pretty_name(said.get("os", "")),
        clock=number(said["clock"], "the clock"),
        uptime=number(said["uptime"], "the uptime"),
        cpus=int(number(said["cpus"], "the processors")),
        load=(one, five, fifteen),
        memory=int(number(memory.get("MemTotal", ""), "MemTotal")) * 1024,
        memory_free=int(number(memory.get("MemAvailable", ""), "MemAvailable")) * 1024,
        file_systems=tuple({s.mount: s for s in (*local(said["disks"]), *systems)}.values()),
        addresses=tuple(one for one in said.get("addresses", "").split() if one not in vips),
        silent=silent,
    )


def _pretty_name(text: str) -> str:
    for line in text.splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip('"')
    return ""


PROBE = Probe("host-status", ask, parse, period=15, timeout=15)
