"""Files are written here: whole or not at all, and never through what another user has laid out.

Links of the operator's are followed, as `cp` and the shell do. In a folder where others may write, a
link or a file of somebody else's is refused: the rule of Linux's fs.protected_symlinks, which a rename
would slip by.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

_LINKS = 40
"""As many as Linux follows."""
_PRIVATE = 0o600


def write_named(path: Path, text: str, mode: int = _PRIVATE) -> None:
    """Write the file that a person named; raises OSError.

    A regular file is replaced whole and keeps its mode, a new one has `mode`. Devices, pipes and what
    stands for an open descriptor (/dev/stdout) are written to.
    """
    with _named(path):
        number = _descriptor(path)
        if number is not None:
            _write_to(os.dup(number), text)
            return
        target = followed(path)
        known = _known(target)
        if known is None or stat.S_ISREG(known.st_mode):
            _replace(target, text, stat.S_IMODE(known.st_mode) if known else mode, known)
            return
        _write_to(os.open(target, os.O_WRONLY | os.O_NOCTTY | os.O_NOFOLLOW), text)


def write_private(path: Path, text: str) -> None:
    """Replace a 0600 file of this program's own, whole and on the disk; raises OSError."""
    target = followed(path)
    known = _known(target)
    if known is not None and not stat.S_ISREG(known.st_mode):
        raise OSError(errno.EINVAL, "It is no regular file", str(path))
    with _named(path):
        _replace(target, text, _PRIVATE, known)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, or none; raises OSError, FileExistsError among them."""
    target = followed(path)
    with _named(path), target.open("x", encoding="utf-8") as file, _gone_if_broken(target):
        file.write(text)
        file.flush()


def open_private(path: Path, flags: int = os.O_WRONLY | os.O_APPEND) -> int:
    """A descriptor of a 0600 file of this program's own, made if need be; raises OSError for a link."""
    try:
        return os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "It is a link, and none is followed here", str(path)) from None
        raise


def append_line(path: Path, line: str) -> None:
    """Append a line to a private file, or nothing; raises OSError."""
    descriptor = open_private(path)
    try:
        with _named(path):
            _append(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def _append(descriptor: int, data: bytes) -> None:
    size = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def followed(path: Path) -> Path:
    """Where a path leads to, link by link; raises OSError for a link of somebody else's."""
    parts = list(reversed(path.absolute().parts))
    here = Path(parts.pop())
    links = 0
    while parts:
        part = parts.pop()
        if part in (".", ".."):
            here = here.parent if part == ".." else here
            continue
        there = here / part
        try:
            found = there.lstat()
        except OSError:
            here = there
            continue
        refuse_anothers(there, found)
        if not stat.S_ISLNK(found.st_mode):
            here = there
            continue
        links += 1
        if links > _LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        to = there.readlink()
        parts += reversed(to.parts[1:] if to.is_absolute() else to.parts)
        here = Path(to.anchor) if to.is_absolute() else here
    return here


def refuse_anothers(path: Path, found: os.stat_result, folders: bool = False) -> None:
    """Raise OSError for what another user has laid into a folder where others may write.

    On the way to a file, folders are let pass: what is in them is looked at by itself.
    """
    if (stat.S_ISDIR(found.st_mode) and not folders) or found.st_uid == os.geteuid():
        return
    folder = path.parent.stat()
    shared = folder.st_mode & (stat.S_IWOTH | stat.S_ISVTX)
    if shared and found.st_uid not in (folder.st_uid, 0):
        kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "folder"}
        what = kinds.get(stat.S_IFMT(found.st_mode), "file")
        why = f"It is another user's {what} (uid {found.st_uid}), in a folder where others may write"
        raise OSError(errno.EACCES, why, str(path))


def _known(target: Path) -> os.stat_result | None:
    try:
        return target.lstat()
    except FileNotFoundError:
        return None


def _descriptor(path: Path) -> int | None:
    """The number where a path is a name of a descriptor of this process: /dev/stdout, /dev/fd/3."""
    own = Path(f"/proc/{os.getpid()}/fd")
    for _ in range(_LINKS):
        if path.name.isdigit() and path.parent.resolve() == own:
            return int(path.name)
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


def _write_to(descriptor: int, text: str) -> None:
    if sys.stdout is not None:
        sys.stdout.flush()  # what was said before comes first, where it is the same descriptor
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _replace(target: Path, text: str, mode: int, known: os.stat_result | None) -> None:
    """Written beside it and renamed onto it, so that a cut leaves the old file."""
    new = target.with_name(f"{target.name}.{token_hex(4)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(new, flags, _PRIVATE)
    with _gone_if_broken(new):
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            _as_before(file.fileno(), mode, known)
            os.fsync(file.fileno())
        new.replace(target)


def _as_before(descriptor: int, mode: int, known: os.stat_result | None) -> None:
    """The owner where root may give it, and the mode."""
    mine = os.fstat(descriptor)
    if known is not None and (known.st_uid, known.st_gid) != (mine.st_uid, mine.st_gid):
        try:
            os.fchown(descriptor, known.st_uid, known.st_gid)
        except PermissionError:
            mode &= ~0o077 if known.st_uid != mine.st_uid else ~0o070  # others it was not meant for
    os.fchmod(descriptor, mode)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Errors of a descriptor tell no file: a full disk would have no name."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def _gone_if_broken(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
