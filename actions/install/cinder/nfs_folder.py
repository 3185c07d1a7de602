"""The folder that is exported for volumes is there, and cinder may write to it."""

from __future__ import annotations

from actions.deployments.parts import NFS_SERVER
from actions.facts.cinder import volume_share
from actions.facts.cinder.volume_share import Folder
from actions.install.cinder.choices import NFS
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import hosts_of
from actions.install.step import Blocked, deciding, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do

_OWNER = "64061:64061"
"""cinder's uid and gid, the same on every Debian and Ubuntu: the server need not know the name."""


def plan(situation: Situation) -> Decision:
    """Make it where it is missing; one that is there keeps its mode and what is in it."""
    share = volume_share.share(situation.site)
    for host in hosts_of(situation, NFS_SERVER):
        folder = share.folder if share else ""
        found = require(situation, volume_share.PROBE, host.name)
        if found == Folder():
            user, _, group = _OWNER.partition(":")
            line = f"install -d -m 0755 -o {user} -g {group} {folder}"
            return do(Shell(host.name, line), why=f"{host.name} has no {folder}")
        if found.kind != "directory":
            raise Blocked(
                f"{folder} on {host.name} is a {found.kind}, and cannot be exported: name another "
                "folder as share below [install.cinder].",
                host.name,
            )
        if found.owner != _OWNER:
            return do(Shell(host.name, f"chown {_OWNER} {folder}"), why=f"{folder} is not cinder's own")
        return already(f"{host.name} has {folder}, and it is cinder's", [host.name])
    return already(f"{share.server if share else 'the server'} is no host of this site")


STEP = where_wanted(
    deciding(
        "nfs-folder",
        "Folder for volumes on the NFS server",
        (volume_share.PROBE,),
        plan,
        deviation="nothing: it takes the export for granted. Where the share's server is a host of the "
        "site file, it is made here.",
    ),
    NFS,
)
