"""What each host makes of the names of the site's hosts; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_NAME = re.compile(r"[A-Za-z0-9.-]+")

Names = Mapping[str, tuple[str, ...]]
"""IPv4 addresses by name; none: the name does not resolve there."""


def names(snapshot: Snapshot) -> tuple[str, ...]:
    """The names that matter: the hosts', and the one that the services' URLs have."""
    url_name = snapshot.site.settings.get("controller")
    extra = (url_name,) if isinstance(url_name, str) and _NAME.fullmatch(url_name) else ()
    return tuple(dict.fromkeys((*(host.name for host in snapshot.site.hosts), *extra)))


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = script(**{name: f"timeout -k 1 3 getent ahostsv4 {name}" for name in names(snapshot)})
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Names:
    """`getent` prints each address three times, one line a socket type."""
    return {
        name: tuple(dict.fromkeys(line.split()[0] for line in text.splitlines() if line.strip()))
        for name, text in sections(answer).items()
    }


PROBE = Probe("name-resolution", ask, parse, period=0)
