"""Keystone's key files, by name and owner; never their content."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.all import KEY_FOLDERS
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

Keys = Mapping[str, str]
"""user:group by path."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The first two keys of each folder, on every controller; rotations leave key 0 in its place."""
    files = " ".join(f"{folder}/{number}" for folder in KEY_FOLDERS for number in (0, 1))
    line = f"stat -c '%n %U:%G' {files} 2>/dev/null"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("controller")}


def parse(answer: ShellResult) -> Keys:
    """One key a line; `stat` leaves out what is not there."""
    return dict(line.split() for line in answer.out.splitlines() if len(line.split()) == 2)


PROBE = Probe("keystone-keys", ask, parse, period=0)
