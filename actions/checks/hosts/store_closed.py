"""A service may not write into the folder where it keeps images, or the disks of instances.

So it is after a disk was put in its place, or a backup brought back. The service runs, and says so; an
upload and the start of an instance are the first to fail. Only the folder's owner, group and mode are
seen: what lists of access (ACLs) or a foreign group allow is not known, and not found fault with.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable

from actions.checks._support import reachability
from actions.deployments.services import GLANCE_API, NOVA_COMPUTE
from actions.facts.hosts import conf, host_layout, store_folders, units
from actions.facts.hosts.store_folders import Folder
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "store-closed"
_FAILS = {
    GLANCE_API: "no image can be stored",
    NOVA_COMPUTE: "no instance can be built there",
}


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each folder."""
    for host, known in snapshot.each(store_folders.PROBE).items():
        for binary, path in store_folders.folders(snapshot).get(host, ()):
            unit = reachability.unit(snapshot, host, binary)
            user = unit.user if unit and unit.active == "active" else ""
            if path in known and user not in ("", "root", "0") and _closed(known[path], user):
                yield _finding(host, binary, path, known[path], user)


def _closed(folder: Folder, user: str) -> bool:
    opens = stat.S_IWUSR if folder.user == user else stat.S_IWGRP | stat.S_IWOTH
    return not int(folder.mode, 8) & opens


def _finding(host: str, binary: str, path: str, folder: Folder, user: str) -> Finding:
    mend = f"chmod u+rwx {path}" if folder.user == user else f"chown {user}: {path}"
    says = (
        f"{path} on {host} is {folder.user}:{folder.group}'s (mode {folder.mode}), and {binary} "
        f"runs as {user}, which may not write there: {_FAILS[binary]}. `{mend}` there opens it; "
        f"`ls -l {path}` shows whether what lies in it is {user}'s."
    )
    return Finding(CODE, Severity.CRITICAL, f"{host}:{path}", says, entity=service(host, binary))


CHECK = Check(
    CODE,
    "Folders of images and disks that their service may not write to",
    (store_folders.PROBE, conf.PROBE, host_layout.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
