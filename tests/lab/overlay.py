"""Overlay mounts: a writable folder on top of read-only ones."""

import ctypes
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from .shell import LabError, succeeds

# "volatile" leaves out every sync: databases and dpkg run several times faster, and a lab that
# lost power is made anew anyway. The other options hold layers free of references to each other.
OPTIONS = "index=off,redirect_dir=off,metacopy=off,volatile"

_libc = ctypes.CDLL(None, use_errno=True)


def mount_overlay(lower: Sequence[Path], upper: Path, work: Path, root: Path) -> None:
    """Mount lower (topmost first) and upper on root; LabError if the kernel refuses."""
    # The kernel refuses a work folder that an earlier volatile mount has used.
    shutil.rmtree(work, ignore_errors=True)
    for folder in (upper, work, root):
        folder.mkdir(parents=True, exist_ok=True)
    chain = ":".join(map(str, lower))
    options = f"lowerdir={chain},upperdir={upper},workdir={work},{OPTIONS}"
    # Not mount(8): newer ones pass options one by one, where each may hold 256 characters only.
    result = _libc.mount(b"overlay", os.fsencode(root), b"overlay", 0, options.encode())
    if result != 0:
        number = ctypes.get_errno()
        raise LabError(f"overlay on {root}: {os.strerror(number)} ({options})")


def unmount(root: Path) -> None:
    """Take away every mount at or below root; LabError if one stays."""
    for target in reversed(mounts_below(root)):
        if not succeeds(["umount", target]):
            succeeds(["umount", "--lazy", target])
    if left := mounts_below(root):
        raise LabError(f"still mounted: {' '.join(left)}")


def mounts_below(root: Path) -> list[str]:
    """The mount points at or below root, in the order of mounting."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        target = line.split(" ")[4]
        if target == str(root) or target.startswith(f"{root}/"):
            found.append(target)
    return found
