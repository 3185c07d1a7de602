"""What the cinder chapter lets one choose: [install.cinder] of the site file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.deployments import parts
from actions.facts.cinder import volume_device, volume_share
from actions.facts.cinder.volume_share import Share
from actions.install.settings import SettingsError
from actions.model.site import Host, Site

NFS, LVM = "nfs", "lvm"
_KEYS = ("backend", "device", "share", "volume_group")
_GROUP = re.compile(r"[A-Za-z0-9_+.][A-Za-z0-9_+.-]*")
_TABLE = "[install.cinder]"


@dataclass(frozen=True)
class Choices:
    """Where volumes lie, checked."""

    backend: str
    """nfs or lvm; the backend's name and its section in cinder.conf, too."""
    share: Share | None
    """What cinder-volume and nova-compute mount; None: no host has the role storage."""
    device: str = ""
    """What the volume group is made on, where it is not there yet."""
    volume_group: str = "cinder-volumes"


def read(site: Site) -> Choices:
    """The choices of a site; raises `SettingsError`."""
    given = site.settings.get("cinder", {})
    for key, value in given.items():
        if key not in _KEYS:
            raise SettingsError(f"{_TABLE} has no key {key!r}; it has {', '.join(_KEYS)}.")
        if not isinstance(value, str):
            raise SettingsError(f"{_TABLE} {key} must be a text, and is {value!r}.")
    backend = given.get("backend", NFS)
    if backend not in (NFS, LVM):
        raise SettingsError(f"{_TABLE} backend is {backend!r}, and may be {NFS} or {LVM}.")
    group = given.get("volume_group", Choices.volume_group)
    if not _GROUP.fullmatch(group):
        raise SettingsError(f"{_TABLE} volume_group is {group!r}, which is no name for LVM.")
    share, device = volume_share.share(site), volume_device.device(site)
    if given.get("share") and share is None:
        raise SettingsError(
            f"{_TABLE} share is {given['share']!r}, and must be SERVER:/FOLDER without blanks."
        )
    if given.get("device") and not device:
        raise SettingsError(f"{_TABLE} device is {given['device']!r}, and must be a path below /dev/.")
    return Choices(backend, share, device, group)


def unwanted(site: Site, backend: str = "") -> str:
    """Why a step has nothing to do for this site; empty: it has. Raises `SettingsError`."""
    chosen = read(site).backend
    if not site.having("storage"):
        return 'no host of the site file has the role "storage": Cinder is left out'
    return f"the backend is {chosen}" if backend and backend != chosen else ""


def hosts_of(site: Site, part: str) -> tuple[Host, ...]:
    """The hosts that get a part of Cinder; raises `SettingsError`."""
    if unwanted(site):
        return ()
    chosen = read(site).backend
    server = volume_share.share_host(site)
    return {
        parts.CINDER: site.having("controller"),
        parts.VOLUME: site.having("storage"),
        parts.NFS_CLIENT: site.having("storage", "compute") if chosen == NFS else (),
        parts.NFS_SERVER: (server,) if chosen == NFS and server else (),
        parts.LVM: site.having("storage") if chosen == LVM else (),
        parts.ISCSI: site.having("compute") if chosen == LVM else (),
    }[part]
