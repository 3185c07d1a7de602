"""A file system of a compute host is full."""

from __future__ import annotations

from ..breaking.hands import on
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="disk-full",
    title="a file system of a compute host full",
    source="BROKEN 11",
    first=r"^disk-full compute1",
    why="what can go is a person's to say; the finding names the file system and what is largest in it",
    confirm=Confirm("df --output=pcent /srv/full 2>&1", "No such file", "compute1"),
    make=on(
        "compute1",
        "mkdir -p /srv/full && truncate -s 30M /srv/disk && mkfs.ext4 -q /srv/disk && "
        "{ [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237; "
        "for n in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$n ] || mknod /dev/loop$n b 7 $n; done; } && "
        "mount -o loop /srv/disk /srv/full && { head -c 40M /dev/zero >/srv/full/fills "
        "2>/dev/null; true; }",
    ),
    take_back=on("compute1", "umount /srv/full; rm -rf /srv/full /srv/disk"),
)
