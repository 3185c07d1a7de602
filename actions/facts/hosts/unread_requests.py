"""Requests that were sent to a host's services, were never read, and whose clients have given up.

A worker that hangs keeps its connections: what was sent lies in their queues, beside the end that the
client made of it. Only who has the sockets can tell, so the controllers are asked, not the APIs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.facts._support.shell import well
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_END = 1
"""Bytes that the end of a connection counts for in a queue: with no more than that, all was read."""


Unread = Mapping[int, tuple[float, ...]]
"""By the port that they were sent to: seconds since the last byte of each came, the longest first."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller."""
    line = "timeout 5 ss -Htni state close-wait"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("controller")}


def parse(answer: ShellResult) -> Unread:
    """`ss` prints both queues and both addresses, and the times on the next line."""
    well(answer, "ss")
    found: dict[int, list[float]] = {}
    port = 0
    for line in answer.out.splitlines():
        words = line.split()
        if not line[:1].isspace() and len(words) >= 4 and words[0].isdigit():
            named = words[2].rpartition(":")[2]
            port = int(named) if named.isdigit() and int(words[0]) > _END else 0
        if port and (age := re.search(r"\blastrcv:(\d+)", line)):
            found.setdefault(port, []).append(int(age[1]) / 1000)
            port = 0
    return {one: tuple(sorted(ages, reverse=True)) for one, ages in found.items()}


PROBE = Probe("unread-requests", ask, parse, period=30)
