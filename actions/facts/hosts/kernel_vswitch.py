"""Whether a host's kernel has Open vSwitch; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_LINE = "modinfo -n openvswitch 2>/dev/null || grep -m 1 ' ovs_dp_cmd' /proc/kallsyms"
"""A module that can be loaded or is built in; or, where no list of modules is kept, a symbol of it."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, _LINE) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> bool:
    """It was found, or not."""
    return answer.exit == 0


PROBE = Probe("kernel-vswitch", ask, parse, period=0)
