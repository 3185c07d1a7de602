"""Snapshots: the names of frozen layers. Only what hosts export is copied: both ways take no time."""

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from . import nfs
from .host import Host
from .packages import image_key
from .paths import HOSTS, LAYERS, SECRETS, SNAPSHOTS
from .shell import LabError
from .system import DEBIAN_12, SYSTEMS, System, system
from .vswitch import LINUX_BRIDGE, mechanism


@dataclass(frozen=True)
class Snapshot:
    """A state of the lab: for each host the layers it stood on, on one image."""

    name: str
    image: str
    hosts: dict[str, list[str]]
    mechanism: str
    """What plugs the ports of its hosts."""
    system: System
    secrets: str | None
    """The passwords of its cloud; None: none was installed, or the snapshot is too old to have them."""


def freeze(host: Host) -> list[str]:
    """Make the writable layer of a stopped host a frozen one and return all its layers now."""
    layers = host.layers()
    if layers is None:
        raise LabError(f"{host.machine.name} has never been up")
    name = uuid.uuid4().hex[:8]
    LAYERS.mkdir(parents=True, exist_ok=True)
    nfs.keep(host.machine.name, host.upper)
    host.upper.rename(LAYERS / name)
    host.upper.mkdir()
    host.note([name, *layers])
    return [name, *layers]


def _path(name: str) -> Path:
    if not name or "/" in name or name.startswith("."):
        raise LabError(f"{name!r} can't be a snapshot's name")
    return SNAPSHOTS / f"{name}.json"


def save(name: str, hosts: dict[str, list[str]]) -> None:
    """Write a snapshot down; one of the same name is replaced."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    text: dict[str, object] = {"image": image_key(), "mechanism": mechanism(), "system": system().name}
    text["hosts"] = hosts
    text["secrets"] = SECRETS.read_text() if SECRETS.exists() else None
    path.touch(mode=0o600)
    path.write_text(json.dumps(text, indent=1))


def load(name: str) -> Snapshot:
    """The snapshot of that name; LabError if there is none or it stands on another image."""
    path = _path(name)
    if not path.exists():
        raise LabError(f"no snapshot {name!r}; there are: {', '.join(names()) or 'none'}")
    read = json.loads(path.read_text())
    plugs = str(read.get("mechanism", LINUX_BRIDGE))
    of = SYSTEMS[read.get("system", DEBIAN_12.name)]
    snapshot = Snapshot(name, str(read["image"]), dict(read["hosts"]), plugs, of, read.get("secrets"))
    if snapshot.image != image_key(of):
        raise LabError(f"snapshot {name!r} stands on an older image: forget it and make it anew")
    return snapshot


def give_back_secrets(snapshot: Snapshot) -> None:
    """Put the passwords of the snapshot's cloud beside the site file, for its owner alone."""
    if snapshot.secrets is not None:
        SECRETS.touch(mode=0o600)
        SECRETS.write_text(snapshot.secrets)


def names() -> list[str]:
    """The names of all snapshots."""
    return sorted(path.stem for path in SNAPSHOTS.glob("*.json"))


def forget(name: str) -> None:
    """Delete a snapshot; its layers go with `drop_unused`."""
    _path(name).unlink(missing_ok=True)


def drop_unused() -> None:
    """Delete the layers on which neither a snapshot nor a host stands."""
    used: set[str] = set()
    for path in SNAPSHOTS.glob("*.json"):
        used.update(*json.loads(path.read_text())["hosts"].values())
    for path in HOSTS.glob("*/made.json"):
        used.update(json.loads(path.read_text())["layers"])
    for layer in LAYERS.glob("*"):
        if layer.name not in used:
            shutil.rmtree(layer)
