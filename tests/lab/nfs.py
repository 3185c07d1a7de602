"""A stand-in for NFS, which the kernel of a lab's machine may not have: exports are bind mounts.

Real are the packages, /etc/exports, the units' names, the shares, and every call of `mount -t nfs`. Of
the stand-in are the server behind the unit nfs-server and the helper mount.nfs, to which nfs-common's
gives way by a diversion. Both know /etc/exports: who is not named there, or mounts from a server that
is off, is refused. What is exported lies in a folder outside of the hosts, and in a server's frozen
layer as it was then, below where that folder is seen in the host.
"""

import shutil
from pathlib import Path

from .paths import CACHE
from .shell import run

FOLDER = CACHE / "nfs-stand-in"
"""What all servers export: SERVER/PATH, and SERVER.exports while SERVER's unit runs."""

_INSIDE = "/srv/nfs-stand-in"
_SERVER = "/usr/local/sbin/nfs-stand-in"
_HELPER, _DIVERTED = "/sbin/mount.nfs", "/sbin/mount.nfs.package"
_UNITS = "/etc/systemd/system"

_START_STOP = f"""\
#!/bin/sh
# The lab's stand-in for the kernel's NFS server.
set -e
own={_INSIDE}/$(hostname)
rm -f "$own.exports"
[ "$1" = start ] || exit 0
sed -n 's|^\\(/[^ ]*\\) .*|\\1|p' /etc/exports | while read -r folder; do
    mkdir -p "$own$folder"
    chown --reference="$folder" "$own$folder"
    chmod --reference="$folder" "$own$folder"
    mountpoint -q "$folder" || mount --bind "$own$folder" "$folder"
done
cp /etc/exports "$own.exports"
"""
_MOUNT = f"""\
#!/bin/sh
# The lab's stand-in for nfs-common's helper: a bind mount of what the server's stand-in exports.
[ -x {_DIVERTED} ] || {{ echo "mount.nfs: nfs-common is not installed" >&2; exit 1; }}
folder=${{1#*:}}
server=$(getent hosts "${{1%%:*}}" | awk '{{print $2; exit}}')
exports={_INSIDE}/$server.exports
[ -f "$exports" ] || {{ echo "mount.nfs: Connection refused" >&2; exit 32; }}
for address in $(hostname -I); do
    grep -q "^$folder .*$address(" "$exports" && exec mount --bind "{_INSIDE}/$server$folder" "$2"
done
echo "mount.nfs: access denied by server while mounting $1" >&2
exit 32
"""
_NFS_SERVER = f"""\
[Service]
ExecStartPre=
ExecStart=
ExecStart={_SERVER} start
ExecReload=
ExecReload={_SERVER} start
ExecStop=
ExecStop={_SERVER} stop
ExecStopPost=
"""
_NEEDS_KERNEL = "[Unit]\nConditionPathExists=/proc/net/rpc\n"
_SKIPPED = (
    "nfs-blkmap.service",
    "nfs-idmapd.service",
    "nfs-mountd.service",
    "nfsdcld.service",
    "proc-fs-nfsd.mount",
    "run-rpc_pipefs.mount",
)
"""Units that work with the kernel's NFS: without it they would fail, and the server's with them."""


def bind() -> str:
    """systemd-nspawn's option with which a host sees what all hosts export."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return f"--bind={FOLDER}:{_INSIDE}"


def install(root: Path) -> None:
    """Put the stand-in into a host's files; as often as one likes."""
    _write(root, _SERVER, _START_STOP, 0o755)
    _write(root, _HELPER, _MOUNT, 0o755)
    _write(root, f"{_UNITS}/nfs-server.service.d/stand-in.conf", _NFS_SERVER)
    for unit in _SKIPPED:
        _write(root, f"{_UNITS}/{unit}.d/stand-in.conf", _NEEDS_KERNEL)
    diversions = root / "var/lib/dpkg/diversions"
    known = diversions.read_text() if diversions.exists() else ""
    for usr in ("", "/usr"):  # where Debian 12's package has it, and Debian 13's
        if f"{usr}{_HELPER}" not in known.splitlines():
            known += f"{usr}{_HELPER}\n{usr}{_DIVERTED}\n:\n"
    diversions.write_text(known)


def forget(server: str) -> None:
    """Delete what a host exports."""
    shutil.rmtree(FOLDER / server, ignore_errors=True)
    (FOLDER / f"{server}.exports").unlink(missing_ok=True)


def keep(server: str, layer: Path) -> None:
    """Copy what a stopped host exports into its layer, holes as holes; as often as one likes."""
    kept = _kept(layer, server)
    shutil.rmtree(kept, ignore_errors=True)
    _copy(FOLDER / server, kept)


def give_back(server: str, layer: Path) -> None:
    """Let a host that is made export what it did when its topmost layer was frozen."""
    _copy(_kept(layer, server), FOLDER / server)


def _kept(layer: Path, server: str) -> Path:
    return layer / _INSIDE.removeprefix("/") / server


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        run("cp", "-a", "--sparse=always", "--reflink=auto", str(source), str(target))


def _write(root: Path, path: str, text: str, mode: int = 0o644) -> None:
    place = root / path.removeprefix("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(mode)
