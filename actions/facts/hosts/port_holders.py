"""Who listens on each TCP port of every host: program, process and unit; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import well
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_USER = re.compile(r'users:\(\("(?P<program>[^"]*)",pid=(?P<pid>\d+)')
_GROUP = re.compile(r"cgroup:(?P<path>/\S*)")


@dataclass(frozen=True)
class Holder:
    """One listening socket; what `ss` cannot tell is empty."""

    address: str
    """As `ss` writes it: 10.0.0.11, *, 0.0.0.0, [::]."""
    port: int
    program: str = ""
    """The name of the first process that has it open."""
    pid: int = 0
    unit: str = ""
    """The systemd unit in whose control group it was opened, its name without `.service`."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, "ss -ltnpH --cgroup") for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> tuple[Holder, ...]:
    """As `ss -ltn`, and behind it the processes and the control group."""
    well(answer, "ss")
    return tuple(holder for line in answer.out.splitlines() if (holder := _holder(line)))


def _holder(line: str) -> Holder | None:
    words = line.split()
    if len(words) < 4:
        return None
    address, _, port = words[3].rpartition(":")
    if not port.isdigit():
        return None
    user, group = _USER.search(line), _GROUP.search(line)
    return Holder(
        address=address.partition("%")[0],
        port=int(port),
        program=user["program"] if user else "",
        pid=int(user["pid"]) if user else 0,
        unit=group["path"].rpartition("/")[2].removesuffix(".service") if group else "",
    )


PROBE = Probe("port-holders", ask, parse, period=0)
