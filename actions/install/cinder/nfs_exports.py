"""Who may mount the folder for volumes: /etc/exports of the NFS server."""

from __future__ import annotations

from actions.deployments.parts import NFS_CLIENT, NFS_SERVER
from actions.facts.cinder import volume_share
from actions.install.cinder import cinder_packages
from actions.install.cinder.choices import NFS
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import hosts_of
from actions.install.settings import read
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = "/etc/exports"
_OPTIONS = "(rw,sync,no_subtree_check,no_root_squash)"


def text(situation: Situation, _host: Host, now: str | None) -> Text | None:
    """The file with one line for the folder, and that for the site's own hosts only."""
    share = volume_share.share(situation.site)
    if share is None:
        return None
    chosen = read(situation.site)
    clients = sorted(chosen.address(host.name) for host in hosts_of(situation, NFS_CLIENT))
    line = " ".join((share.folder, *(f"{client}{_OPTIONS}" for client in clients)))
    kept = [old for old in (now or "").splitlines() if old.split()[:1] != [share.folder]]
    return Text.of("".join(f"{row}\n" for row in (*kept, line)))


STEP = where_wanted(
    small_file_step(
        "nfs-exports",
        "The folder is exported to storage hosts and compute hosts",
        NFS_SERVER,
        PATH,
        text,
        after=(cinder_packages.STEP.name,),
        deviation="nothing of the export. Here root of storage and compute hosts is root on it, for "
        "cinder and libvirt work on a volume's file as root; no other host may mount it.",
    ),
    NFS,
)
