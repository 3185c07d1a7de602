"""A simulated host's file tree: texts with owner, mode and time of change, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

GROUPS = {"nova": ("nova", "libvirt"), "operator": ("operator", "sudo")}
"""The groups of each user; others are in the group of their own name."""


@dataclass
class File:
    """One regular file."""

    text: str
    changed: float
    """When it was last written, by the cloud's clock."""
    owner: str = "root"
    group: str = "root"
    mode: int = 0o644


class NoAccess(Exception):
    """A file that cannot be used, in the words that tools print behind its name."""


class Tree:
    """Files by absolute path; folders are there as soon as something is in them."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._folders: set[str] = {"/", "/tmp", "/root", "/var/lib/nova"}  # noqa: S108
        self._live: dict[str, Callable[[], str]] = {}

    def add(self, path: str, file: File) -> None:
        """Put a file there, as the package's installation did."""
        self._files[path] = file
        while path not in self._folders:
            path = path.rpartition("/")[0] or "/"
            self._folders.add(path)

    def add_live(self, path: str, read: Callable[[], str]) -> None:
        """Put a file there whose text is made when it is read, as in /proc."""
        self._live[path] = read

    def find(self, path: str) -> File | None:
        """The file at that path, whoever may read it."""
        return self._files.get(path)

    def is_folder(self, path: str) -> bool:
        """Whether that path is a folder."""
        return (path.rstrip("/") or "/") in self._folders

    def under(self, folder: str) -> list[str]:
        """The paths of all files in a folder and below, sorted."""
        return sorted(path for path in self._files if path.startswith(folder.rstrip("/") + "/"))

    def make_folder(self, path: str) -> None:
        """mkdir -p."""
        self._folders.add(path.rstrip("/") or "/")

    def read(self, path: str, user: str) -> str:
        """The text of a file; raises `NoAccess`."""
        if path in self._live:
            return self._live[path]()
        if self.is_folder(path):
            raise NoAccess("Is a directory")
        file = self._known(path)
        if not _may(file, user, 4):
            raise NoAccess("Permission denied")
        return file.text

    def write(self, path: str, text: str, user: str, now: float, *, more: bool = False) -> None:
        """Write a file, or more to its end, as a shell's > and >> do; raises `NoAccess`."""
        file = self._files.get(path)
        if file is None:
            self._check_folder(path, user)
            self.add(path, File(text, now, user, user))
            return
        if not _may(file, user, 2):
            raise NoAccess("Permission denied")
        file.text = file.text + text if more else text
        file.changed = now

    def move(self, source: str, target: str, user: str) -> None:
        """mv, replacing the target; raises `NoAccess`."""
        file = self._known(source)
        self._check_folder(target, user)
        del self._files[source]
        self.add(target, file)

    def copy(self, source: str, target: str, user: str, now: float, *, keep: bool) -> None:
        """cp, with owner, mode and time where `keep` says so; raises `NoAccess`."""
        text = self.read(source, user)
        self._check_folder(target, user)
        file = self._files.get(source) or File(text, now)
        self.add(target, replace(file) if keep else File(text, now, user, user, file.mode))

    def remove(self, path: str, user: str) -> None:
        """rm; raises `NoAccess`."""
        self._known(path)
        self._check_folder(path, user)
        del self._files[path]

    def _known(self, path: str) -> File:
        if path not in self._files:
            raise NoAccess("No such file or directory")
        return self._files[path]

    def _check_folder(self, path: str, user: str) -> None:
        folder = path.rpartition("/")[0] or "/"
        if not self.is_folder(folder):
            raise NoAccess("No such file or directory")
        if user != "root" and not folder.startswith(("/tmp", f"/home/{user}", f"/var/lib/{user}")):  # noqa: S108
            raise NoAccess("Permission denied")


def _may(file: File, user: str, bit: int) -> bool:
    if user == "root":
        return True
    if file.owner == user:
        return bool(file.mode >> 6 & bit)
    if file.group in GROUPS.get(user, (user,)):
        return bool(file.mode >> 3 & bit)
    return bool(file.mode & bit)
