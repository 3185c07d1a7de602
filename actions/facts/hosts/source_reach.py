"""Whether every host reaches the sources of its packages; read when a plan needs it.

apt's own tool fetches each source's signed index, so that proxies and credentials count, into nothing
and as user nobody: nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.facts.hosts import package_sources
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_SECONDS = 5
_FETCH = (
    "runuser -u nobody -- /usr/lib/apt/apt-helper -o Acquire::Retries=0 "
    f"-o Acquire::http::Timeout={_SECONDS} -o Acquire::https::Timeout={_SECONDS} download-file"
)

Reach = Mapping[str, str]
"""Why an index cannot be fetched, by its address; empty: it can."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host whose sources are known."""
    return {
        host: ShellQuery(host, " ".join((_FETCH, *(f"'{uri}' /dev/null ''" for uri in _wanted(fact)))))
        for host, fact in snapshot.each(package_sources.PROBE).items()
        if fact.indexes
    }


def _wanted(fact: package_sources.PackageSources) -> Iterator[str]:
    """A flat source (its address ends with /./ or the like) may have no index but the old one."""
    for uri in fact.indexes:
        yield uri
        if "/dists/" not in uri:
            yield _old(uri)


def _old(uri: str) -> str:
    return uri.removesuffix("InRelease") + "Release"


def parse(answer: ShellResult) -> Reach:
    """`Get:1 ADDRESS`, or `Err:2 ADDRESS` above the reason; the exit code is no help."""
    found: dict[str, str] = {}
    failed = ""
    for line in answer.out.splitlines():
        words = line.split()
        if failed:
            found[failed], failed = line.strip(), ""
        elif line.startswith(("Get:", "Hit:")) and len(words) > 1:
            found.setdefault(words[1], "")
        elif line.startswith("Err:") and len(words) > 1:
            failed = words[1]
    if not found:
        raise ParseError(f"apt-helper said: {ending(answer.err or answer.out) or 'nothing'}")
    return {
        uri: "" if found.get(_old(uri)) == "" else why for uri, why in found.items() if _signed(uri)
    }


def _signed(uri: str) -> bool:
    return uri.endswith("/InRelease")


PROBE = Probe("source-reach", ask, parse, period=0, timeout=30, needs=(package_sources.PROBE,))
