"""The bridges of Open vSwitch on every host; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = "ovs-vsctl --timeout=5 list-br"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> tuple[str, ...]:
    """One name a line; none where there is no Open vSwitch."""
    return tuple(answer.out.split()) if answer.exit == 0 else ()


PROBE = Probe("vswitch-bridges", ask, parse, period=0)
