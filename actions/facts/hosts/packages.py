"""The packages on every host, and how old its package lists are; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import number, script, sections
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_HALF = "FHUWt"
"""dpkg's second letter for half-configured, half-installed, unpacked and waiting for triggers."""


@dataclass(frozen=True)
class Packages:
    """dpkg's view of one host."""

    installed: Mapping[str, str]
    """Versions by name, of those whose installation ended well."""
    unfinished: tuple[str, ...] = ()
    """Packages that dpkg has begun and not ended: nothing else can be installed before."""
    lists_age: float | None = None
    """Seconds since apt read its sources; None: it never did."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = script(
        clock="date +%s",
        lists="stat -c %Y /var/cache/apt/pkgcache.bin /var/lib/apt/lists/partial 2>/dev/null",
        packages="dpkg-query -W -f='${db:Status-Abbrev}\\t${Package}\\t${Version}\\n'",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Packages:
    """Lines of status, name and version between tabs."""
    said = sections(answer)
    rows = [line.split("\t") for line in said.get("packages", "").splitlines()]
    known = [(row[0].strip(), row[1], row[2]) for row in rows if len(row) == 3]
    if not known:
        raise ParseError(f"dpkg-query named no package: {ending(answer.err) or 'no error'}")
    times = [float(word) for word in said.get("lists", "").split() if word.isdigit()]
    clock = number(said.get("clock", ""), "the clock")
    return Packages(
        installed={name: version for status, name, version in known if status[1:] == "i"},
        unfinished=tuple(name for status, name, _ in known if status[1:2] in _HALF),
        lists_age=max(0.0, clock - max(times)) if times else None,
    )


PROBE = Probe("packages", ask, parse, period=0, timeout=30)
