"""The local package repository: all that the hosts may install, downloaded once."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .image import base_path, chroot, digest, ensure_base, made
from .overlay import mount_overlay, unmount
from .paths import IMAGES
from .shell import run, say, succeeds, timed
from .system import System, system

# Each group is resolved by itself, because apt chooses among alternatives by what comes along.
GROUPS: dict[str, Sequence[str]] = {
    "base": ("chrony", "tcpdump", "jq", "vim-tiny", "strace", "lsof"),
    "controller": [
        "mariadb-server",
        "python3-pymysql",
        "rabbitmq-server",
        "memcached",
        "python3-memcache",
        "etcd-server",
        "keystone",
        "glance",
        "placement-api",
        "nova-api",
        "nova-conductor",
        "nova-scheduler",
        "nova-consoleproxy",
        "python3-openstackclient",
        "python3-osc-placement",
    ],
    "compute": ["nova-compute", "nova-compute-kvm", "libvirt-daemon-system", "libvirt-clients"],
    "compute-qemu": ["nova-compute", "nova-compute-qemu"],
    "network": (),  # the system's
    "storage": ["cinder-api", "cinder-scheduler", "cinder-volume", "nfs-common", "lvm2", "tgt"],
    "backup": ["cinder-backup", "nfs-kernel-server", "open-iscsi"],
    "guest": ["linux-image-cloud-amd64", "busybox-static", "dropbear-bin", "cpio"],
}
DOWNLOAD = (
    "apt-get -qy install --download-only -o APT::Sandbox::User=root -o Dir::Cache::archives=/repo"
)
SOURCE = "deb [trusted=yes] file:/repo ./\n"


def groups(of: System | None = None) -> dict[str, Sequence[str]]:
    """What is downloaded for a system."""
    return {**GROUPS, "network": list((of or system()).network)}


def repository_path(of: System | None = None) -> Path:
    """Where the repository is, or will be."""
    return IMAGES / f"repo-{digest(base_path(of).name, groups(of), DOWNLOAD)}"


def index_path(of: System | None = None) -> Path:
    """Where the layer is that tells apt of the repository."""
    return IMAGES / repository_path(of).name.replace("repo-", "index-")


def _download(repository: Path) -> None:
    with (
        tempfile.TemporaryDirectory(dir=IMAGES, prefix="work-") as name,
        timed("download packages"),
    ):
        work = Path(name)
        root = work / "root"
        mount_overlay([ensure_base()], work / "upper", work / "work", root)
        try:
            (repository / "partial").mkdir()
            run("mount", "--bind", str(repository), str(root / "repo"))
            chroot(root, "apt-get -q update")
            for group, names in groups().items():
                for option in ("--install-recommends", "--no-install-recommends"):
                    chroot(root, f"{DOWNLOAD} {option} {' '.join(names)}")
                say(f"  {group}: {len(list(repository.glob('*.deb')))} packages so far")
        finally:
            unmount(root)
    for leftover in ("partial", "lock"):
        path = repository / leftover
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    with timed("index packages"):
        hashes = " ".join(f"-o APT::FTPArchive::{h}=false" for h in ("MD5", "SHA1", "SHA512"))
        script = f"cd {repository} && apt-ftparchive {hashes} packages . >Packages"
        run("sh", "-c", f"{script} && apt-ftparchive {hashes} release . >Release.new")
        (repository / "Release.new").rename(repository / "Release")


def _index(layer: Path) -> None:
    with timed("apt-get update for the hosts"):
        base, root, work = ensure_base(), layer / "root", layer / "work"
        upper = layer / "upper"
        mount_overlay([base], upper, work, root)
        try:
            (root / "etc/apt/sources.list").write_text(SOURCE)
            run("mount", "--bind", "-o", "ro", str(repository_path()), str(root / "repo"))
            chroot(root, "rm -rf /var/lib/apt/lists/*; apt-get -q update && apt-cache policy nova-api")
        finally:
            unmount(root)
        shutil.rmtree(work)
        root.rmdir()


def ensure_repository() -> Path:
    """The folder of the repository, downloaded if this list has none yet."""
    return made(repository_path(), _download)


def ensure_index() -> Path:
    """The layer above the base image in which apt knows the repository and nothing else."""
    return made(index_path(), _index) / "upper"


def lower_layers() -> list[Path]:
    """The read-only layers of every host, topmost first; made if they are missing."""
    base = ensure_base()
    ensure_repository()
    return [ensure_index(), base]


def image_key(of: System | None = None) -> str:
    """The name of base image and repository together: snapshots fit one of them only."""
    return index_path(of).name


def complete() -> bool:
    """Whether all that a host stands on has been made already."""
    return all(p.exists() for p in (base_path(), repository_path(), index_path())) and succeeds(
        ["test", "-s", str(repository_path() / "Packages")]
    )
