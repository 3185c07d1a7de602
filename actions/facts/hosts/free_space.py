"""The room where packages and services write, on every host; read when a plan needs it.

`host_status` tells of file systems on devices; these are the places that matter, whatever they are on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.all import state
from actions.deployments.parts import DATABASE, GLANCE, MESSAGING, NOVA
from actions.facts._support.shell import bounded
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

STATE = tuple(sorted(folder for part in (DATABASE, GLANCE, MESSAGING, NOVA) for folder in state(part)))
"""Where what stands still on a full disk writes."""
PATHS = (
    "/boot",
    "/etc",
    "/tmp",  # noqa: S108 (asked how full it is)
    "/usr",
    "/var/cache/apt/archives",
    "/var/lib",
    *STATE,
    "/var/log",
)


@dataclass(frozen=True)
class Room:
    """The file system that holds a path; sizes in bytes."""

    mount: str
    size: int
    free: int
    """What ordinary users, as services are, may still use."""
    inodes_free: int | None = None
    """Files that can still be made; None: the file system has no such limit."""


Rooms = Mapping[str, Room]
"""By path; only paths that exist."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    asked = "timeout -k 1 3 df -B1 --output=file,target,size,avail,itotal,iavail"
    # one alone for each path: it may be on a share of a dead server
    line = bounded(" & ".join(f"{asked} {path}" for path in PATHS), 4)
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Rooms:
    """One path a line, each below a line of names; none for paths that do not exist."""
    rows = [line.split() for line in answer.out.splitlines()]
    found = {row[0]: _room(row) for row in rows if len(row) == 6 and row[2].isdigit()}
    if not found:
        raise ParseError(f"df told of no file system (exit {answer.exit})")
    return found


def _room(row: list[str]) -> Room:
    _, mount, size, free, inodes, inodes_free = row
    limited = inodes.isdigit() and int(inodes) > 0
    return Room(mount, int(size), int(free), int(inodes_free) if limited else None)


PROBE = Probe("free-space", ask, parse, period=0)
