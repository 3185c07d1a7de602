"""Finding a host's processes by what they are, not by pid files: these outlive crashes."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def _pids() -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            yield int(folder.name)


def _read(pid: int, name: str) -> str:
    """A file of /proc/PID, empty when the process has just ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def _is_first(pid: int) -> bool:
    """Whether this is the first process of a process namespace made on this machine."""
    for line in _read(pid, "status").splitlines():
        if line.startswith("NSpid:"):
            numbers = line.split()[1:]
            return len(numbers) > 1 and numbers[-1] == "1"
    return False


def leader_of(upper: Path) -> int | None:
    """The first process of the host whose root is the overlay with that upper layer."""
    mark = f"upperdir={upper},"
    for pid in _pids():
        if not _is_first(pid):
            continue
        for line in _read(pid, "mountinfo").splitlines():
            if line.split(" ")[4] == "/" and mark in line:
                return pid
    return None


def containers_on(root: Path) -> list[int]:
    """The systemd-nspawn processes that run a host on that root folder."""
    wanted = f"--directory={root}"
    found = []
    for pid in _pids():
        argv = _read(pid, "cmdline").split("\0")
        if argv[0].endswith("systemd-nspawn") and wanted in argv:
            found.append(pid)
    return found


def alive(pid: int) -> bool:
    """Whether there is a process of that number, be it a zombie."""
    return Path(f"/proc/{pid}").exists()


def send(pid: int, number: int) -> None:
    """Send a signal; a process that has ended already is fine."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def kill(pid: int) -> None:
    """End a process at once."""
    send(pid, signal.SIGKILL)
