"""One host: its layers, its start, its stop, commands in it."""

import fcntl
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import cgroups, nfs, vswitch
from .catalogue import Machine, hosts_file
from .keys import PRIVATE, host_key, public
from .network import unplug
from .overlay import mount_overlay, mounts_below, unmount
from .packages import image_key, lower_layers
from .paths import HOSTS, LAYERS, NAME, REPOSITORY
from .processes import alive, containers_on, kill, leader_of, send
from .shell import LabError, run, say, succeeds
from .system import DEBIAN_13, system

DEVICES = (("kvm", Path("/dev/kvm")), ("tun", Path("/dev/net/tun")))
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": os.environ.get("TERM", "dumb"),
}
# systemd's request to power off, as its manual gives it.
POWER_OFF = signal.SIGRTMIN + 4
STOP_SECONDS = 90.0
START_SECONDS = 60.0
CUT_SECONDS = 20.0


@dataclass(frozen=True)
class Host:
    """A machine of the catalogue, on this machine's disk and, when it runs, in its processes."""

    machine: Machine

    @property
    def folder(self) -> Path:
        """All of the host's files."""
        return HOSTS / self.machine.name

    @property
    def container(self) -> str:
        """What nspawn calls it: no two labs' alike."""
        return f"{NAME}-{self.machine.name}"

    @property
    def upper(self) -> Path:
        """The writable layer."""
        return self.folder / "upper"

    @property
    def root(self) -> Path:
        """Where the layers are mounted, one on top of the other."""
        return self.folder / "root"

    @property
    def console(self) -> Path:
        """What the host printed on its console, of the last start."""
        return self.folder / "console.log"

    @property
    def devices(self) -> Path:
        """Device nodes of the host's own: a mode changed there changes nothing outside."""
        return self.folder / "dev"

    @property
    def containers(self) -> Path:
        """Where podman in the host keeps its images: beside the overlay, on which it copies them whole.

        A host that has the folder has cgroup 2, too, without which podman starts nothing.
        """
        return self.folder / "containers"

    @property
    def lock(self) -> Path:
        """Held by the host's supervisor while it lives."""
        return self.folder / "lock"

    def leader(self) -> int | None:
        """The pid of the host's systemd, None while it is down."""
        return leader_of(self.upper)

    def supervised(self) -> bool:
        """Whether a supervisor keeps this host running."""
        if not self.lock.exists():
            return False
        with self.lock.open() as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def running(self) -> bool:
        """Whether the host runs, with its supervisor."""
        return self.supervised() and self.leader() is not None

    def layers(self) -> list[str] | None:
        """The frozen layers below the writable one, topmost first; None: make the host anew."""
        try:
            made = json.loads((self.folder / "made.json").read_text())
        except (OSError, ValueError):
            return None
        layers = [str(name) for name in made["layers"]]
        fits = made["image"] == image_key() and all((LAYERS / name).is_dir() for name in layers)
        return layers if fits else None

    def make(self, layers: list[str]) -> None:
        """Forget what was written and stand on these frozen layers: none of them is a bare host."""
        if mounts_below(self.root) or self.leader() is not None:
            raise LabError(f"{self.machine.name} is in use")
        (self.folder / "made.json").unlink(missing_ok=True)
        shutil.rmtree(self.upper, ignore_errors=True)
        nfs.forget(self.machine.name)
        for topmost in layers[:1]:
            nfs.give_back(self.machine.name, LAYERS / topmost)
        self.upper.mkdir(parents=True)
        self.note(layers)

    def note(self, layers: list[str]) -> None:
        """Write down which frozen layers the host stands on."""
        text = json.dumps({"image": image_key(), "layers": layers})
        (self.folder / "made.json").write_text(text)

    def start(self) -> None:
        """Begin to boot; `wait` for the end of it."""
        layers = self.layers()
        if layers is None:
            if (self.folder / "made.json").exists():
                say(f"{self.machine.name} stood on another image: it begins bare")
            layers = []
            self.make(layers)
        lower = [LAYERS / name for name in layers] + lower_layers()
        unmount(self.root)
        mount_overlay(lower, self.upper, self.folder / "work", self.root)
        if not (self.root / "etc/hostname.lab").exists():
            self._personalise()
        nfs.install(self.root)
        vswitch.install(self.root, self.machine)
        self._relieve_libvirt()
        self._make_devices()
        # From a session of its own, or it would end with the terminal that started it.
        subprocess.Popen(
            [sys.executable, "-m", "tests.lab.supervise", self.machine.name],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=self.console.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _personalise(self) -> None:
        """Write what tells this host from the others: name, ids, keys."""
        etc, m = self.root / "etc", self.machine
        (etc / "hostname").write_text(f"{m.name}\n")
        (etc / "machine-id").write_text(f"{m.machine_id}\n")
        (etc / "hosts").write_text(hosts_file())
        key = etc / "ssh/ssh_host_ed25519_key"
        key.touch(mode=0o600)
        key.write_text(host_key(m).read_text())
        key.with_name(key.name + ".pub").write_text(public(host_key(m)))
        ssh = self.root / "home/ops/.ssh"
        ssh.mkdir(mode=0o700, exist_ok=True)
        (ssh / "authorized_keys").write_text(public(PRIVATE))
        for path in (ssh, ssh / "authorized_keys"):
            os.chown(path, 1000, 1000)
        (etc / "hostname.lab").write_text(f"{m.address}\n")

    def _relieve_libvirt(self) -> None:
        """Keep libvirt off cgroups: a host's are read-only to it, and no instance would start.

        Before its package is there, too: an installation keeps a file that it finds.
        """
        file, line = self.root / "etc/libvirt/qemu.conf", "cgroup_controllers = [ ]\n"
        text = file.read_text() if file.exists() else ""
        if "compute" in self.machine.roles and line not in text:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text + line)
        if "compute" in self.machine.roles and system() == DEBIAN_13:
            # It would wait five minutes for the lab's guest, which does not hear the power button.
            unit = self.root / "etc/systemd/system/libvirt-guests.service.d/lab.conf"
            unit.parent.mkdir(exist_ok=True)
            unit.write_text("[Service]\nExecStop=\n")

    def _make_devices(self) -> None:
        shutil.rmtree(self.devices, ignore_errors=True)
        self.devices.mkdir()
        for name, original in DEVICES:
            if original.exists():
                node = self.devices / name
                os.mknod(node, stat.S_IFCHR, original.stat().st_rdev)
                node.chmod(0o666)

    def wait(self) -> None:
        """Wait until sshd runs: services after it may go on starting for minutes, or for ever."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            leader = self.leader()
            if leader is None and not self.supervised():
                # The supervisor takes a moment to begin, and to end when the host is powered off.
                time.sleep(1)
                if not self.supervised():
                    break
            if leader is not None and self.answers(["systemctl", "is-active", "ssh"]):
                return
            time.sleep(0.05)
        raise LabError(f"{self.machine.name} doesn't boot; its console is in {self.console}")

    def state(self) -> str:
        """What systemd says of the host, after a few seconds' patience: running, degraded, starting."""
        ask = "timeout 5 systemctl is-system-running --wait || systemctl is-system-running"
        asked = subprocess.run([*self.inside(), "sh", "-c", ask], text=True, capture_output=True)
        return (asked.stdout.split() or ["unknown"])[-1]

    def inside(self, leader: int | None = None) -> list[str]:
        """The beginning of a command line that runs the rest as root in the host."""
        pid = self.leader() if leader is None else leader
        if pid is None:
            raise LabError(f"{self.machine.name} is down")
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        return ["nsenter", "-t", str(pid), "-a", "env", "-i", "--chdir=/", *variables]

    def run(self, script: str, stdin: str = "") -> str:
        """Run a script as root in the host, and return what it printed; LabError if it fails."""
        return run(*self.inside(), "sh", "-c", script, stdin=stdin)

    def until(self, script: str, seconds: float = 240) -> None:
        """Wait until a script succeeds in the host."""
        deadline = time.monotonic() + seconds
        while not self.answers(["sh", "-c", script]):
            if time.monotonic() > deadline:
                told = f"{script} has not succeeded within {seconds:.0f} s"
                raise LabError(f"{self.machine.name}: {told}")
            time.sleep(1)

    def stop(self) -> None:
        """Power the host off, wait for it, and leave none of its processes and mounts."""
        asked: set[int] = set()
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            leader = self.leader()
            if leader is None and not self.supervised() and not any(map(alive, asked)):
                break
            if leader is not None and leader not in asked:
                asked.add(leader)
                send(leader, POWER_OFF)
            time.sleep(0.05)
        else:
            say(f"{self.machine.name} doesn't power off: killed")
        self.cut()

    def cut(self) -> None:
        """End the host as a power cut does, and clear away whatever there is of it but its files."""
        deadline = time.monotonic() + CUT_SECONDS
        killed: set[int] = set()
        while self._end(killed):
            if time.monotonic() > deadline:
                raise LabError(f"{self.machine.name}: processes {sorted(killed)} don't end")
            time.sleep(0.02)
        unplug(self.machine)
        unmount(self.root)
        cgroups.remove(self.machine.name)
        # nspawn makes these and leaves them when it is killed.
        for path in (
            Path("/run/systemd/nspawn/propagate") / self.container,
            self.folder / ".#root.lck",
        ):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)

    def _end(self, killed: set[int]) -> bool:
        """Kill what runs of the host and tell whether anything did."""
        # nspawn only where there is no leader: it waits for the last process of the host to end,
        # and nothing else does.
        leader = self.leader()
        left = containers_on(self.root) if leader is None else [leader]
        for pid in left:
            kill(pid)
        killed.update(left)
        return bool(left) or self.supervised() or any(map(alive, killed))

    def answers(self, argv: list[str]) -> bool:
        """Whether a command succeeds as root in the host."""
        return succeeds([*self.inside(), *argv])
