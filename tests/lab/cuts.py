"""How an installation is cut in the middle, by hand: five ways, each mended before it is resumed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from . import lab, mirror
from .cloud import Cloud


def _nothing(_: Cloud) -> None:
    pass


@dataclass(frozen=True)
class Cut:
    """One way to cut a run."""

    name: str
    step: str
    """The step in which it happens."""
    seen: str
    """Part of the line of output after which it happens, with its host."""
    make: Callable[[Cloud], None]
    status: str
    """What `stackmend runs` is to call the run then."""
    mend: Callable[[Cloud], None] = _nothing
    prepare: Callable[[Cloud], None] = _nothing
    """Before the run is started or resumed that is to be cut."""


def _kill_runner(cloud: Cloud) -> None:
    os.kill(cloud.runner(), signal.SIGKILL)


def _cut_ssh(cloud: Cloud) -> None:
    """What a firewall that forgets its connections does: none of the sessions lives on."""
    assert cloud.on("compute1", "pkill -9 -f '^sshd(-session)?: ops'").returncode == 0


def _reboot(cloud: Cloud) -> None:
    cloud.on("compute1", "systemctl reboot --force")


def _wait_for_compute(_: Cloud) -> None:
    lab.boot(lab.hosts_named(["compute1"]))


def _fill_disk(cloud: Cloud) -> None:
    """No room for the packages' documentation: dpkg meets it in the middle of unpacking."""
    full = "mount -t tmpfs -o size=64k full /usr/share/doc && head -c 1M /dev/zero >/usr/share/doc/full"
    cloud.on("block1", full)


def _empty_disk(cloud: Cloud) -> None:
    assert cloud.on("block1", "umount /usr/share/doc").returncode == 0


def _break_mirror(cloud: Cloud) -> None:
    """compute1 gets its packages over HTTP; the lists can be had, the packages cannot."""
    source = "cat >/etc/apt/sources.list && apt-get -q update"
    assert cloud.on("compute1", source, mirror.SOURCE).returncode == 0
    mirror.BROKEN.touch()


def _mend_mirror(_: Cloud) -> None:
    mirror.BROKEN.unlink()


CUTS = (
    Cut("a killed runner", "base-packages", "controller: Unpacking", _kill_runner, "interrupted"),
    Cut(
        "a mirror that answers errors",
        "nova-packages",
        "503",
        _nothing,
        "failed",
        mend=_mend_mirror,
        prepare=_break_mirror,
    ),
    Cut("a cut SSH connection", "nova-packages", "compute1: Unpacking", _cut_ssh, "failed"),
    Cut(
        "a rebooted host",
        "neutron-packages",
        "compute1: Unpacking",
        _reboot,
        "failed",
        mend=_wait_for_compute,
    ),
    Cut(
        "a full disk",
        "cinder-packages",
        "No space left on device",
        _nothing,
        "failed",
        mend=_empty_disk,
        prepare=_fill_disk,
    ),
)
"""In the order of the installation."""
