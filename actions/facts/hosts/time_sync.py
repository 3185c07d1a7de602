"""Whether something keeps every host's clock in step with others; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping

from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_LINE = "timedatectl show -p NTPSynchronized --value"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    return {host.name: ShellQuery(host.name, _LINE) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> bool:
    """yes or no, whichever time service it is: the kernel knows when it was last set right."""
    said = answer.out.strip()
    if said not in ("yes", "no"):
        raise ParseError(f"timedatectl said: {ending(answer.err or answer.out) or 'nothing'}")
    return said == "yes"


PROBE = Probe("time-sync", ask, parse, period=0)
