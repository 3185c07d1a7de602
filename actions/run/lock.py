"""Locks between processes: flock on a file, which ends with its holder, however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from actions.model.errors import StackmendError
from actions.site.files import open_private

PATIENCE = 1.0
"""Seconds: who only looks whether a lock is held holds it himself for a moment."""


class LockHeld(StackmendError):
    """Another process holds the lock; its text is what that process wrote into the file."""


def hold(path: Path, note: str = "", patience: float = PATIENCE) -> int:
    """Take the lock and give its file descriptor; closing that, or dying, gives the lock back.

    Raises `LockHeld` where it is held for longer than `patience`, in seconds. The note says to others
    who holds it.
    """
    descriptor = open_private(path, os.O_RDWR)
    deadline = time.monotonic() + patience
    while not _try(descriptor, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            said = os.pread(descriptor, 200, 0).decode(errors="replace")
            os.close(descriptor)
            raise LockHeld(said)
        time.sleep(0.01)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, note.encode(), 0)
    return descriptor


def held(path: Path) -> bool:
    """Another process holds the lock now."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
