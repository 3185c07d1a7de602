"""How full a host's file systems are, and which of other machines' do not answer.

A dead file server keeps whoever asks for it: local ones are asked apart, and each of the others alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.facts._support.shell import bounded

_SECONDS = 3
"""That a file server has to answer; asking all of them, or the local ones, may take one more."""

_IMAGES = ("snapfuse", "squashfuse", "squashfuse_ll", "erofsfuse", "fuseiso")
"""Programs that read an image, which nobody can write: the first a snap's in a container of LXD's."""

_NONE = (
    "tmpfs", "devtmpfs", "squashfs", "overlay", "efivarfs", "iso9660", "udf", "erofs", "cramfs",
    *(f"fuse.{one}" for one in _IMAGES),
)  # fmt: skip
"""Types that cannot be full, or are always."""

_OTHERS = r"(nfs4?|cifs|smb3|ceph|glusterfs|lustre|beegfs|gpfs|afs|9p|ocfs2|gfs2|fuse\.[^ ]+)"
"""Types that other machines serve, or a program, whatever `df -l` takes them for."""

_MOUNTED = (
    f"grep -E {shlex.quote(f'^[^ ]+ [^ ]+ {_OTHERS} ')} /proc/mounts 2>/dev/null "
    f"| grep -vE '^[^ ]+ [^ ]+ fuse[.]({'|'.join(_IMAGES)}) '"
)
"""source, mount point and type, blanks in them as octal numbers."""

_EXCLUDED = f"$({_MOUNTED} | sed -E " + r"'s/^[^ ]+ [^ ]+ ([^ ]+) .*/-x \1/')"


def of_others(folders: Iterable[str]) -> str:
    """A line that succeeds where another machine serves any of the folders; it touches none."""
    points = "|".join(re.escape(one.replace(" ", r"\040")) for one in folders)
    pattern = shlex.quote(f"^[^ ]+ ({points}) {_OTHERS} ")
    return f"grep -qE {pattern} /proc/mounts 2>/dev/null"


LOCAL = bounded(
    f"df -lPB1 {' '.join(f'-x {kind}' for kind in _NONE)} {_EXCLUDED}; df -PB1 /", _SECONDS + 1
)
"""`df -l` does not touch what it takes for remote."""

_ONE = (
    'set -f; set -- $1; mount=$(printf %b "$2"); '
    "for process in $(pgrep -x stat); do tr '\\0' '\\n' </proc/$process/cmdline; done 2>/dev/null "
    '| grep -qxF -e "$mount" && { echo "$2"; exit; }; echo "$2"; '
    f'told=$(LC_ALL=C timeout -k 1 {_SECONDS} stat -f -c "%S %b %f %a" "$mount" 2>&1) '
    '|| [ -n "$told" ] && printf "%s %s\\n" "$2" "$told"'
)
"""Nothing is asked where an earlier question still hangs: what cannot be ended would become more.

The mount point alone says that it is asked now.
"""

REMOTE = f"{_MOUNTED} && echo && " + bounded(
    f"{_MOUNTED} | xargs -r -d '\\n' -P 0 -n 1 sh -c {shlex.quote(_ONE)} sh", _SECONDS + 1
)
"""All that are mounted, an empty line, and those that were asked and that answered: all at once."""


@dataclass(frozen=True)
class FileSystem:
    """One mounted file system, sizes in bytes."""

    mount: str
    size: int
    used: int
    free: int
    source: str = ""
    """What another machine serves (server:/folder); empty for the host's own."""

    @property
    def percent(self) -> int:
        """Used, as `df` counts it: of what an ordinary user could use, rounded up."""
        usable = self.used + self.free
        return -(-100 * self.used // usable) if usable else 0


@dataclass(frozen=True)
class SilentMount:
    """A file system of another machine that is mounted, and does not answer."""

    mount: str
    source: str
    error: str = ""
    """What the system says of it; empty: nothing came in time."""


_DF = re.compile(
    r"(?P<source>\S.*?)\s+(?P<size>\d+)\s+(?P<used>\d+)\s+(?P<free>\d+)\s+[\d-]+%?\s+(?P<mount>/.*)"
)
_SHARE = re.compile(r"//|[^/]+:")
_DISC = re.compile(r"/dev/(sr|scd|cdrom|dvd).*|/dev/loop.* /snap/.*|composefs /")
"""Source and mount point of what cannot be written, and is always full."""
_STAT = re.compile(r"(?P<block>\d+) (?P<blocks>\d+) (?P<free>\d+) (?P<usable>\d+)")
_CLOSED = ("Permission denied", "Operation not permitted")
"""A user's own, which not even root may look into: it lives."""


def local(text: str) -> tuple[FileSystem, ...]:
    """Lines of `df -P`; the names of sources and mount points may hold blanks."""
    found: dict[str, FileSystem] = {}
    for line in text.splitlines():
        row = _DF.fullmatch(line.strip())
        if row is None or _DISC.fullmatch(f"{row['source']} {row['mount']}"):
            continue
        size, used, free = (int(row[key]) for key in ("size", "used", "free"))
        source = row["source"] if _SHARE.match(row["source"]) else ""
        found[row["mount"]] = FileSystem(row["mount"], size, used, free, source)
    return tuple(found.values())


def remote(text: str) -> tuple[tuple[FileSystem, ...], tuple[SilentMount, ...]]:
    """What `REMOTE` printed: those that answered, and those that did not."""
    mounted, _, told = text.partition("\n\n")
    answers = dict(line.partition(" ")[::2] for line in told.splitlines() if line.strip())
    systems: list[FileSystem] = []
    silent: list[SilentMount] = []
    for escaped, source in _mounts(mounted).items():
        answer = answers.get(escaped)
        if answer is None:
            continue
        mount, row = _plain(escaped), _STAT.fullmatch(answer)
        if row is not None:
            systems.append(_system(mount, source, row))
        elif not answer.endswith(_CLOSED):
            silent.append(SilentMount(mount, source, answer.rpartition(": ")[2]))
    return tuple(systems), tuple(silent)


def _mounts(text: str) -> Mapping[str, str]:
    """Sources by mount point, of lines of /proc/mounts; the last mount is what one sees."""
    rows = (line.split(" ") for line in text.splitlines())
    return {row[1]: _plain(row[0]) for row in rows if len(row) > 2}


def _system(mount: str, source: str, row: re.Match[str]) -> FileSystem:
    block, blocks, free, usable = (int(row[key]) for key in ("block", "blocks", "free", "usable"))
    return FileSystem(mount, blocks * block, (blocks - free) * block, usable * block, source)


def _plain(escaped: str) -> str:
    """/proc/mounts writes a blank as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), escaped)
