"""The folder that an NFS server of the site exports for volumes; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.site import Host, Site

FOLDER = "/export/cinder"
"""The guide's."""
_SHARE = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(/[A-Za-z0-9_./-]*[A-Za-z0-9_-])")


@dataclass(frozen=True)
class Share:
    """What NFS clients mount: a server's name or address, and a folder there."""

    server: str
    folder: str

    def __str__(self) -> str:
        return f"{self.server}:{self.folder}"


@dataclass(frozen=True)
class Folder:
    """A folder as `stat` sees it; all empty where there is none."""

    kind: str = ""
    """directory, or what is in its place."""
    owner: str = ""
    """uid:gid."""
    mode: str = ""
    """Octal."""


def share(site: Site) -> Share | None:
    """[install.cinder] share, or a folder on the first storage host; None: it cannot be read."""
    cinder = site.settings.get("cinder", {})
    given = cinder.get("share", "") if isinstance(cinder, Mapping) else None
    if given == "":
        return next((Share(host.name, FOLDER) for host in site.having("storage")), None)
    match = _SHARE.fullmatch(given) if isinstance(given, str) else None
    return Share(match[1], match[2]) if match else None


def share_host(site: Site) -> Host | None:
    """The host of the site that serves the share; None where another machine does."""
    found = share(site)
    if found is None:
        return None
    return next((host for host in site.hosts if found.server in (host.name, host.address)), None)


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The host that serves the share."""
    found, host = share(snapshot.site), share_host(snapshot.site)
    if found is None or host is None:
        return {}
    return {host.name: ShellQuery(host.name, f"stat -c '%F:%u:%g:%a' {found.folder} 2>/dev/null")}


def parse(answer: ShellResult) -> Folder:
    """Kind, uid, gid and mode between colons; nothing where the folder is not there."""
    words = answer.out.strip().split(":")
    return Folder(words[0], f"{words[1]}:{words[2]}", words[3]) if len(words) == 4 else Folder()


PROBE = Probe("volume-share", ask, parse, period=0)
