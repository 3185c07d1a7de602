"""Small files that an installation writes or changes beside OpenStack's own configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.all import SMALL_FILES
from actions.facts._support.files import HostFile, check_whole, files_line, host_files, sizes_line
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.secret import Secret

SYSTEM_FILES = (
    "/etc/exports",
    "/etc/hosts",
    "/etc/modules-load.d/stackmend-neutron.conf",
    "/etc/sysctl.d/99-stackmend-neutron.conf",
    "/root/admin-openrc",
)
"""What the chapters change of the system itself."""
FILES = tuple(sorted({*SYSTEM_FILES, *SMALL_FILES}))


@dataclass(frozen=True)
class SmallFile:
    """One file: its whole text, whose it is, and since when it is so."""

    text: Secret
    """A secret: there may be passwords in it."""
    owner: str
    """user:group."""
    mode: str
    """Octal, as `stat -c %a` prints it."""
    age: float
    """Seconds since it was last changed, by the host's own clock."""


SmallFiles = Mapping[str, SmallFile]
"""By the file's path; only files that exist."""


def must_be_read(path: str) -> None:
    """Raise ValueError for a file that no probe reads: a step that keeps it would never be verified."""
    if path not in FILES:
        raise ValueError(
            f"A step keeps {path}, and no probe reads it: add it to {__name__}.SYSTEM_FILES, or, if it "
            "is a service's, to its part in actions/deployments/."
        )


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = "; ".join((sizes_line(FILES), files_line(FILES, texts="-sH ''")))
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> SmallFiles:
    """Lines of `stat` and of `grep -H`."""
    found = {file.path: file for file in host_files(answer, "texts")}
    check_whole(answer, {path: _text(file) for path, file in found.items()})
    return {
        path: SmallFile(Secret(_text(file)), file.owner, file.mode, file.age)
        for path, file in found.items()
    }


def _text(file: HostFile) -> str:
    return "".join(f"{line}\n" for line in file.lines)


PROBE = Probe("small-files", ask, parse, period=0)
