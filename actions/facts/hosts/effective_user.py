"""As whom stackmend's lines run on every host: root, or they cannot work; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts._support.shell import number
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, "id -u") for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> int:
    """The user's number; 0 is root."""
    return int(number(answer.out, "the user"))


PROBE = Probe("effective-user", ask, parse, period=0, timeout=15)
