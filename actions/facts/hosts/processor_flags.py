"""How many processors of a compute host say that they can run guests; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts._support.shell import number
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_LINE = "grep -cE '(vmx|svm)' /proc/cpuinfo"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every compute host."""
    return {host.name: ShellQuery(host.name, _LINE) for host in snapshot.site.having("compute")}


def parse(answer: ShellResult) -> int:
    """grep counts lines, prints 0 where there are none, and exits with 1."""
    return int(number(answer.out, "the processors with vmx or svm"))


PROBE = Probe("processor-flags", ask, parse, period=0)
