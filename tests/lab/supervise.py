"""The supervisor of one host: starts it, plugs its network, starts it again when it reboots."""

import fcntl
import subprocess
import sys
import time

from . import cgroups, nfs
from .catalogue import machine
from .host import Host
from .network import plug
from .packages import repository_path

REBOOT = 133
"""With this systemd-nspawn ends when the host asked for a reboot."""


def container(host: Host) -> list[str]:
    """The command line that boots the host."""
    binds = [
        f"--bind={host.devices / 'kvm'}:/dev/kvm",
        f"--bind={host.devices / 'tun'}:/dev/net/tun",
    ]
    boxed = host.containers.exists()
    present = [b for b in binds if (host.devices / b.rpartition("/")[2]).exists()]
    return [
        "env",
        # Without it /proc/sys and /sys are read-only and no interface can be made.
        "SYSTEMD_NSPAWN_API_VFS_WRITABLE=1",
        *(["SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1"] if boxed else []),
        "systemd-nspawn",
        "--quiet",
        "--register=no",
        "--keep-unit",
        "--private-network",
        "--capability=all",
        # As on a machine that Debian's systemd booted; RabbitMQ and MariaDB raise theirs to it.
        "--rlimit=NOFILE=1024:524288",
        "--resolv-conf=off",
        "--timezone=off",
        "--link-journal=no",
        f"--bind-ro={repository_path()}:/repo",
        nfs.bind(),
        *present,
        *([f"--bind={host.containers}:/var/lib/containers"] if boxed else []),
        f"--directory={host.root}",
        f"--machine={host.container}",
        f"--hostname={host.machine.name}",
        "--boot",
    ]


def boot(host: Host) -> int:
    """Run the host until it ends and return nspawn's exit code."""
    before = host.leader()
    process = subprocess.Popen(container(host), stdin=subprocess.DEVNULL)
    while process.poll() is None:
        leader = host.leader()
        if leader is not None and leader != before:
            plug(host.machine, leader)
            break
        time.sleep(0.02)
    return process.wait()


def main() -> int:
    """Supervise the host named on the command line until it is powered off."""
    host = Host(machine(sys.argv[1]))
    with host.lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        cgroups.enter(host.machine.name)
        while (code := boot(host)) == REBOOT:
            print("-- reboot --", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
