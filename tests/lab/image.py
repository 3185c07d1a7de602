"""The base image: Debian with systemd and sshd, as a freshly installed server has it."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from .overlay import unmount
from .paths import IMAGES
from .shell import run, say, timed
from .system import System, system

PROXIES = ("http_proxy", "https_proxy", "no_proxy")
MIRROR = os.environ.get("STACKMEND_LAB_MIRROR", "http://deb.debian.org/debian")
SECURITY = os.environ.get("STACKMEND_LAB_SECURITY", "http://deb.debian.org/debian-security")
PACKAGES = (
    "apt-utils",
    "ca-certificates",
    "curl",
    "dbus",
    "ethtool",
    "iproute2",
    "iptables",
    "iputils-ping",
    "kmod",
    "less",
    "nano",
    "netbase",
    "openssh-server",
    "procps",
    "python3",
    "sudo",
    "systemd",
    "systemd-sysv",
)
SOURCES = f"""\
deb {MIRROR} {{suite}} main
deb {MIRROR} {{suite}}-updates main
deb {SECURITY} {{suite}}-security main
"""
# apt's own timers are masked: they would hold dpkg's lock while a test installs.
CONFIGURE = """\
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -qy dist-upgrade
apt-get clean
useradd --create-home --shell /bin/bash --uid 1000 ops
echo 'ops ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/ops
chmod 0440 /etc/sudoers.d/ops
echo 'force-unsafe-io' >/etc/dpkg/dpkg.cfg.d/lab
echo 'Acquire::Languages "none";' >/etc/apt/apt.conf.d/90lab
echo 'LANG=C.UTF-8' >/etc/default/locale
printf 'UseDNS no\\nPasswordAuthentication no\\nPermitRootLogin no\\n' >/etc/ssh/sshd_config.d/lab.conf
rm -f /etc/ssh/ssh_host_* /etc/machine-id /var/lib/dbus/machine-id
touch /etc/machine-id
: >/etc/resolv.conf
mkdir -p /var/log/journal /etc/systemd/journald.conf.d /repo
printf '[Journal]\\nSystemMaxUse=64M\\n' >/etc/systemd/journald.conf.d/lab.conf
systemctl -q mask apt-daily.timer apt-daily-upgrade.timer console-getty.service
"""


def digest(*recipe: object) -> str:
    """A short name for a recipe: another recipe, another name."""
    return hashlib.sha256(repr(recipe).encode()).hexdigest()[:10]


def made(path: Path, make: Callable[[Path], None]) -> Path:
    """Return path; if it isn't there, make it under another name and rename it when complete."""
    if path.exists():
        return path
    draft = path.with_name(path.name + ".draft")
    unmount(draft)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    make(draft)
    draft.rename(path)
    return path


def _sources(suite: str) -> str:
    return SOURCES.format(suite=suite)


def base_path(of: System | None = None) -> Path:
    """Where the base image of a system is, or will be; of the hosts' own, if none is named."""
    suite = (of or system()).suite
    return IMAGES / f"base-{digest(suite, PACKAGES, _sources(suite), CONFIGURE)}"


def chroot(root: Path, script: str) -> str:
    """Run a shell script inside a root folder, with the outer machine's name resolution."""
    resolver, own = root / "etc/resolv.conf", Path("/etc/resolv.conf")
    kept = resolver.read_text() if resolver.exists() else None
    resolver.write_text(own.read_text())
    try:
        return run(
            *("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8"),
            *(f"{name}={value}" for name, value in os.environ.items() if name in PROXIES),
            *("chroot", str(root), "sh"),
            stdin=script,
        )
    finally:
        if kept is not None:
            resolver.write_text(kept)


def _build(root: Path) -> None:
    with timed("debootstrap"):
        include = ",".join(PACKAGES)
        suite = system().suite
        run("debootstrap", "--variant=minbase", f"--include={include}", suite, str(root), MIRROR)
    with timed("configure the base image"):
        (root / "etc/apt/sources.list").write_text(_sources(suite))
        # No service may start in a chroot.
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        chroot(root, CONFIGURE)
        (root / "etc/resolv.conf").write_text("")
        policy.unlink()


def ensure_base() -> Path:
    """The folder of the base image, built if this recipe has none yet."""
    return made(base_path(), _build)


def drop_others(*keep: Path) -> None:
    """Delete images of older recipes."""
    for path in sorted(IMAGES.iterdir()):
        if path not in keep:
            say(f"delete the old image {path.name}")
            unmount(path)
            shutil.rmtree(path)
