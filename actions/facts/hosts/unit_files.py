"""Whether systemd starts OpenStack's units at boot; read when a plan needs it.

`systemctl show` with a pattern, as the units probe asks, leaves out a unit that is disabled and off.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.all import UNIT_PATTERNS
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

UnitFiles = Mapping[str, str]
"""enabled, disabled, masked, static and the like, by the unit's name without `.service`."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    ours = " ".join(f"'{pattern}.service'" for pattern in UNIT_PATTERNS)
    line = f"systemctl list-unit-files --no-legend --no-pager {ours}"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> UnitFiles:
    """One unit a line: its name, its state, and what its vendor would have."""
    if answer.err.strip():
        raise ParseError(f"systemctl said: {ending(answer.err)} (exit {answer.exit})")
    rows = [line.split() for line in answer.out.splitlines()]
    return {row[0].removesuffix(".service"): row[1] for row in rows if len(row) >= 2}


PROBE = Probe("unit-files", ask, parse, period=0)
