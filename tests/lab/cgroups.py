"""A control group for each host: sharing one, the hosts' systemds would see each other's services."""

import os
from contextlib import suppress
from pathlib import Path

from .paths import NAME


def _mounts() -> list[tuple[Path, str, str]]:
    """The hierarchies by which systemd tells its services apart: mount point, mounted part, name."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        own, _, rest = line.partition(" - ")
        kind, _, options = rest.split(" ", 2)
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
            part, target = own.split(" ")[3:5]
            found.append((Path(target), part, "" if kind == "cgroup2" else "name=systemd"))
    return found


def _own(name: str) -> str:
    """The path of this process's group in the hierarchy of that name."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == name:
            return path
    return "/"


def _folder(host: str) -> str:
    return f"stackmend-{NAME}-{host}"


def enter(host: str) -> None:
    """Move this process into a group for that host, below the one it is in."""
    for target, part, name in _mounts():
        inside = os.path.relpath(_own(name), part)
        group = Path(os.path.normpath(target / inside)) / _folder(host)
        group.mkdir(parents=True, exist_ok=True)
        (group / "cgroup.procs").write_text(str(os.getpid()))


def remove(host: str) -> None:
    """Delete the host's groups, wherever they are; those with processes in them stay."""
    for target, _, _ in _mounts():
        for folder, below, _ in os.walk(target):
            if _folder(host) not in below:
                continue
            for group, _, _ in os.walk(Path(folder) / _folder(host), topdown=False):
                with suppress(OSError):
                    Path(group).rmdir()
