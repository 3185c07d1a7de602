"""The whole lab: hosts, network, snapshots, and the order of things."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from . import snapshots, system, vswitch
from .catalogue import DEFAULT, MACHINES, machine
from .guest import ensure_guest, guest_path
from .host import Host
from .image import base_path, drop_others
from .keys import ensure_keys
from .network import NETNS, ensure_network, on_jump, remove_network
from .overlay import unmount
from .packages import image_key, index_path, lower_layers, repository_path
from .paths import CACHE, HOSTS, IMAGES, LOCK, SSH_CONFIG
from .processes import containers_on
from .requirements import ensure_requirements
from .shell import LabError, say, succeeds, timed
from .site import write_site

SSH_SECONDS = 60.0

ALL = tuple(Host(m) for m in MACHINES)


@contextmanager
def changing() -> Iterator[None]:
    """Hold the lab's lock; wait while another command changes the lab."""
    if os.geteuid() != 0:
        raise LabError("the lab needs root")
    CACHE.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another command changes the lab: wait for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def each(hosts: Iterable[Host], act: Callable[[Host], None]) -> None:
    """Do one thing to all of the hosts at the same time."""
    with ThreadPoolExecutor(len(ALL)) as pool:
        list(pool.map(act, hosts))


def hosts_named(names: Sequence[str]) -> list[Host]:
    """The hosts of these names."""
    return [Host(machine(name)) for name in names]


def existing() -> list[Host]:
    """The hosts that run or have run since they were deleted last."""
    return [host for host in ALL if host.supervised() or host.leader() is not None]


def outer_process() -> int | None:
    """A process of the lab outside of all its namespaces, None while no host is up."""
    return next((pid for host in ALL for pid in containers_on(host.root)), None)


def prepare(keep: Sequence[Path] = ()) -> None:
    """Everything before the first host: tools, image, packages, keys, network; other images stay."""
    ensure_requirements()
    lower_layers()
    ensure_guest()
    if not existing():
        paths = (base_path, repository_path, index_path, guest_path)
        drop_others(*(path(of) for of in system.SYSTEMS.values() for path in paths), *keep)
    ensure_keys()
    ensure_network()


def boot(hosts: Sequence[Host]) -> None:
    """Start these hosts unless they run, wait for them, and write the site file of all that run."""
    for host in hosts:
        # One with a supervisor but no systemd just now is rebooting.
        if not host.supervised():
            # What a crash has left behind goes first.
            host.stop()
            host.start()
    each(hosts, _ready)
    write_site(host.machine for host in ALL if host.supervised())


def _ready(host: Host) -> None:
    begun = time.monotonic()
    host.wait()
    ssh = on_jump(["ssh", "-F", str(SSH_CONFIG), host.machine.name, "sudo", "-n", "true"])
    while not succeeds(ssh):
        if time.monotonic() > begun + SSH_SECONDS:
            raise LabError(f"{host.machine.name} is up but this fails: {' '.join(ssh)}")
        time.sleep(0.1)
    took = time.monotonic() - begun
    say(f"{host.machine.name}: ssh after {took:.1f} s, systemd says {host.state()}")


def up(
    names: Sequence[str],
    bare: bool = False,
    snapshot: str | None = None,
    mechanism: str | None = None,
    of: str | None = None,
) -> None:
    """Bring hosts up: as they were left, or bare, or as a snapshot has them.

    Bare ones may be made with another system than Debian 12, and for another mechanism of their
    networks than that system's first.
    """
    if (mechanism or of) and not bare:
        raise LabError("hosts keep system and mechanism: --bare makes them anew")
    with changing():
        if snapshot is not None:
            _restore(snapshot, names)
            return
        if bare:
            system.choose(of or system.DEBIAN_12.name)
        prepare()
        hosts = hosts_named(names or DEFAULT)
        if bare:
            vswitch.choose(mechanism or system.system().mechanism)
            with timed("make the hosts bare"):
                each(hosts, Host.cut)
                for host in hosts:
                    host.make([])
            snapshots.drop_unused()
        with timed("boot"):
            boot(hosts)


def down(names: Sequence[str]) -> None:
    """Power hosts off; without names all of them, and the network with them."""
    with changing(), timed("down"):
        each(hosts_named(names) if names else ALL, Host.stop)
        if not names:
            remove_network()
            # An `up` that was killed while it made an image leaves mounts there.
            unmount(HOSTS)
            unmount(IMAGES)


def purge() -> None:
    """Down, and delete the hosts, the snapshots and the images, too."""
    down([])
    with changing():
        for path in CACHE.iterdir():
            if path.is_dir():
                shutil.rmtree(path)


def take(name: str) -> None:
    """Stop the hosts that run, freeze their layers under that name, start them again."""
    with changing(), timed(f"snapshot {name}"):
        hosts = [host for host in ALL if host.running()]
        if not hosts:
            raise LabError("no host is up: there is nothing to take a snapshot of")
        each(hosts, Host.stop)
        snapshots.save(name, {host.machine.name: snapshots.freeze(host) for host in hosts})
        snapshots.drop_unused()
        boot(hosts)


def restore(name: str) -> None:
    """Make the lab what it was: the snapshot's hosts as they were, all others down."""
    with changing():
        _restore(name, ())


def _restore(name: str, names: Sequence[str]) -> None:
    snapshot = snapshots.load(name)
    chosen = hosts_named(names or list(snapshot.hosts))
    for host in chosen:
        if host.machine.name not in snapshot.hosts:
            raise LabError(f"{host.machine.name} isn't in snapshot {name!r}")
    system.choose(snapshot.system.name)
    vswitch.choose(snapshot.mechanism)
    snapshots.give_back_secrets(snapshot)
    prepare()
    with timed(f"restore {name}"):
        # What they have written since is forgotten: no need to let them finish.
        each(chosen, Host.cut)
        each((host for host in ALL if not names and host not in chosen), Host.stop)
        for host in chosen:
            host.make(snapshot.hosts[host.machine.name])
        snapshots.drop_unused()
        boot(chosen)


def forget(name: str) -> None:
    """Delete a snapshot, and the layers that nothing needs without it."""
    with changing():
        snapshots.forget(name)
        snapshots.drop_unused()


def status() -> Iterator[str]:
    """The lab in lines: each host, the network, the images, the snapshots."""
    for host in ALL:
        leader, m = host.leader(), host.machine
        if leader is None and not host.folder.exists():
            continue
        state = "down" if leader is None else f"up, systemd is process {leader}"
        if leader is not None and not host.supervised():
            state += ", without supervisor: run up"
        layers = host.layers()
        stands = "old image" if layers is None else f"{len(layers)} frozen layers"
        yield f"{m.name:12} {m.address:12} {','.join(m.roles):11} {state} ({stands})"
    yield f"network      {'there' if NETNS.exists() else 'none'}"
    made = repository_path().exists()
    yield f"image        {image_key() if made else 'none'}"
    yield f"snapshots    {', '.join(snapshots.names()) or 'none'}"
