"""Connections that a host tries itself, all at once, with bash alone; and why one failed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from actions.facts._support.shell import bounded, script

SECONDS = 3
"""For a connection, and for what is said over it."""

_REFUSED = re.compile(r"/dev/tcp/(\S+)/(\d+): (.+)$")
_UNKNOWN = re.compile(r"(\S+): (Name or service not known|Temporary failure in name resolution)$")


def tried(places: Iterable[str], then: str) -> str:
    """Ask for each host:port, with `then` where it connects: in bash, with $p and the stream 3.

    Each is in a shell of its own; "-" is what bash calls itself where it cannot connect. The sections
    `asked` and `said` are the places and what came.
    """
    connected = 'exec 3<>"/dev/tcp/${p%:*}/${p##*:}"'
    ask = f"for p; do {{ if {connected}; then {then}; fi; }} & done 2>&1; wait"
    line = f"bash -c {shlex.quote(ask)} - {' '.join(map(shlex.quote, places))}"
    return script(asked=f"echo {' '.join(places)}", said=bounded(line, SECONDS))


def failure(place: str, lines: Sequence[str]) -> str:
    """Why nothing came of a place, in the words of its host's own resolver and kernel."""
    host, _, port = place.rpartition(":")
    for line in lines:
        unknown = _UNKNOWN.search(line)
        if unknown and unknown[1] == host:
            return unknown[2]
    refused = (_REFUSED.search(line) for line in lines)
    why = next((one[3] for one in refused if one and one.groups()[:2] == (host, port)), "")
    return why or f"no answer within {SECONDS} s"
