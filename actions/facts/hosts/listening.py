"""The TCP ports on which something listens, on every host; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts._support.shell import well
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

Listening = frozenset[tuple[str, int]]
"""(address, port); the address as `ss` writes it: 10.0.0.11, *, 0.0.0.0, [::]."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, "ss -ltnH") for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Listening:
    """`ss` prints state, two queues, the local and the peer's address."""
    well(answer, "ss")
    found = set()
    for line in answer.out.splitlines():
        words = line.split()
        if len(words) < 4:
            continue
        address, _, port = words[3].rpartition(":")
        if port.isdigit():
            found.add((address.partition("%")[0], int(port)))
    return frozenset(found)


PROBE = Probe("listening", ask, parse, period=0)
