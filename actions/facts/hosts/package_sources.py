"""What apt could install on every host, and from where; read when a plan needs it.

As user nobody: apt-cache as root rewrites its cache, and that looks like an `apt-get update`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.deployments.all import PACKAGE_NAMES
from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


@dataclass(frozen=True)
class Candidate:
    """The version of a package that apt would install."""

    version: str
    sites: tuple[str, ...]
    """Where it is: the sources' addresses, as their lines have them."""


@dataclass(frozen=True)
class PackageSources:
    """apt's view of one host's sources."""

    candidates: Mapping[str, Candidate]
    """By name; only packages that can be installed."""
    indexes: tuple[str, ...]
    """The addresses of the sources' signed indexes, which `apt-get update` reads first."""
    errors: tuple[str, ...] = ()
    """What apt cannot read in its sources or lists."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = script(
        policy=f"runuser -u nobody -- apt-cache policy {' '.join(PACKAGE_NAMES)}",
        indexes="runuser -u nobody -- apt-get --print-uris update",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> PackageSources:
    """Blocks of `apt-cache policy`, and quoted addresses with the names of their files."""
    said = sections(answer)
    quoted = (line.split("'")[1] for line in said.get("indexes", "").splitlines() if "'" in line)
    errors = (line for line in answer.err.splitlines() if line.startswith("E: "))
    return PackageSources(
        candidates=dict(_candidates(said.get("policy", ""))),
        indexes=tuple(dict.fromkeys(uri for uri in quoted if uri.endswith("/InRelease"))),
        errors=tuple(dict.fromkeys(line.removeprefix("E: ") for line in errors)),
    )


def _candidates(text: str) -> Iterator[tuple[str, Candidate]]:
    """A block begins with the package's name at the line's start, and ends with its versions."""
    name, version, here = "", "", False
    sites: list[str] = []
    for line in (*text.splitlines(), "end:"):
        words = line.split()
        if not line.startswith(" "):
            if name and version not in ("", "(none)"):
                yield name, Candidate(version, tuple(dict.fromkeys(sites)))
            name, version, sites, here = line.removesuffix(":"), "", [], False
        elif words[:1] == ["Candidate:"]:
            version = words[1]
        elif line.startswith((" *** ", "     ")) and not line.startswith("      "):
            here = version in words
        elif here and len(words) > 2:
            sites.append(words[1])


PROBE = Probe("package-sources", ask, parse, period=0, timeout=30)
