"""The block device that storage hosts have for volumes under LVM; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.site import Site

_DEVICE = re.compile(r"/dev/[A-Za-z0-9_./:-]+")


@dataclass(frozen=True)
class Device:
    """What a storage host says of the device, and of its volume groups."""

    type: str = ""
    """disk, part, loop and the like, as lsblk has it; empty: there is no such block device."""
    holds: tuple[str, ...] = ()
    """Signatures on it (ext4, gpt, LVM2_member, …), where it is mounted, and what stands on it."""
    physical_volume: bool = False
    """LVM knows it, and it belongs to no group."""
    groups: frozenset[str] = frozenset()
    """The host's volume groups."""


def device(site: Site) -> str:
    """[install.cinder] device; empty: none is named, or it is no path of a device."""
    cinder = site.settings.get("cinder", {})
    given = cinder.get("device", "") if isinstance(cinder, Mapping) else ""
    return given if isinstance(given, str) and _DEVICE.fullmatch(given) else ""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every storage host, of the device that the site file names."""
    path = device(snapshot.site)
    # Before lvm2 is there, its tools answer nothing, which is right: there is nothing of LVM.
    line = script(groups="vgs --noheadings -o vg_name 2>/dev/null")
    if path:
        line += "; " + script(
            type=f"lsblk -dnro TYPE {path} 2>/dev/null",
            below=f"lsblk -nro NAME,MOUNTPOINT {path} 2>/dev/null",
            signatures=f"wipefs -n -p {path} 2>/dev/null",
            owner=f"pvs --noheadings -o pv_name,vg_name {path} 2>/dev/null",
        )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("storage")}


def parse(answer: ShellResult) -> Device:
    """What lsblk, wipefs, pvs and vgs print."""
    said = sections(answer)
    below = [line.split() for line in said.get("below", "").splitlines() if line.strip()]
    inside = (f"{words[0]} below it" for words in below[1:])
    mounted = (f"mounted on {words[1]}" for words in below if len(words) > 1)
    rows = [line.split(",") for line in said.get("signatures", "").splitlines()]
    signatures = (row[3] for row in rows if len(row) > 3 and not row[0].startswith("#"))
    owner = said.get("owner", "").split()
    return Device(
        type=said.get("type", "").strip(),
        holds=tuple(dict.fromkeys((*signatures, *inside, *mounted))),
        physical_volume=len(owner) == 1,
        groups=frozenset(said.get("groups", "").split()),
    )


PROBE = Probe("volume-device", ask, parse, period=0)
