"""Frozen layers that hold packages: hosts which need those stand on one, and install nothing."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .image import chroot, digest, ensure_base, made
from .overlay import mount_overlay, unmount
from .paths import IMAGES, LAYERS
from .shell import run, timed

INSTALL = """\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -qy install --no-install-recommends %s </dev/null
apt-get clean
rm -rf /var/lib/apt/lists/*
"""


def install(upper: Path, names: Sequence[str]) -> Path:
    """Packages on the base image in a writable layer, which stays mounted where this answers."""
    root = upper.with_name("root")
    mount_overlay([ensure_base()], upper, upper.with_name("work"), root)
    policy = root / "usr/sbin/policy-rc.d"  # no service may start in a chroot
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    run("mount", "-t", "proc", "proc", str(root / "proc"))
    try:
        chroot(root, INSTALL % " ".join(names))
    finally:
        run("umount", str(root / "proc"))
    policy.unlink()
    return root


def layer(name: str, packages: Sequence[str], finish: str = "") -> str:
    """The name of the frozen layer with these packages; made, if this list has none yet.

    `finish` is a script that runs in it last.
    """

    def build(folder: Path) -> None:
        with (
            tempfile.TemporaryDirectory(dir=IMAGES, prefix="work-") as work,
            timed(f"packages of {name}"),
        ):
            upper = Path(work) / "upper"
            try:
                root = install(upper, packages)
                if finish:
                    chroot(root, finish)
            finally:
                unmount(Path(work) / "root")
            for path in upper.iterdir():
                shutil.move(path, folder / path.name)

    LAYERS.mkdir(parents=True, exist_ok=True)
    recipe = (packages, INSTALL, finish) if finish else (packages, INSTALL)
    return made(LAYERS / f"{name}-{digest(ensure_base().name, *recipe)}", build).name
