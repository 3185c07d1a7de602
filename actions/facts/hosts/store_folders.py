"""Whose the folders are in which services keep images and the disks of instances, on each host.

Only those on the host's own disks: a file server that is dead keeps whoever asks for its files, and
what is exported is its own matter.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from actions.deployments import parts
from actions.deployments.all import usual_state
from actions.deployments.services import GLANCE_API, NOVA_COMPUTE
from actions.facts._support.mounts import of_others
from actions.facts.hosts import conf
from actions.facts.hosts.conf import HostConf
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

_FILE = "filesystem_store_datadir"


@dataclass(frozen=True)
class Folder:
    """One folder that exists."""

    user: str
    """UNKNOWN, where the host has no name for it."""
    group: str
    mode: str
    """Octal, as `stat -c %a` prints it."""


Folders = Mapping[str, Folder]
"""By path."""


@lru_cache(maxsize=2)
def folders(snapshot: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By host, each service and a folder that it is to write to."""
    found = {host.name: tuple(_folders(snapshot, host.name)) for host in snapshot.site.hosts}
    return {host: some for host, some in found.items() if some}


def _folders(snapshot: Snapshot, host: str) -> Iterator[tuple[str, str]]:
    """None in containers, whose users are their own."""
    for service, named in ((GLANCE_API, _image_stores), (NOVA_COMPUTE, _instance_disks)):
        own = conf.own_conf_of(snapshot, host, service)
        if own is not None and not own.deployment.containers:
            for path in named(own):
                if path.startswith("/") and "$" not in path:
                    yield service, path.rstrip("/")


def _image_stores(own: HostConf) -> Iterator[str]:
    """Of Glance's one store, or of those among its several that are of files."""
    usual = f"{own.deployment.state.get(parts.GLANCE, usual_state(parts.GLANCE))}/images"
    many = own.file.value("DEFAULT", "enabled_backends")
    for name, _, kind in (one.strip().partition(":") for one in many.split(",") if one.strip()):
        if kind in ("file", "filesystem"):
            yield own.file.value(name, _FILE) or usual
    if not many and own.file.value("glance_store", "default_store") in ("", "file", "filesystem"):
        yield own.file.value("glance_store", _FILE) or usual


def _instance_disks(own: HostConf) -> Iterator[str]:
    """libvirt's alone: no other driver keeps disks there."""
    if own.file.value("DEFAULT", "compute_driver").startswith("libvirt"):
        usual = f"{own.deployment.state.get(parts.NOVA, usual_state(parts.NOVA))}/instances"
        yield own.file.value("DEFAULT", "instances_path") or usual


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host that has such a folder by its configuration."""
    return {
        host: ShellQuery(host, "; ".join(map(_line, dict.fromkeys(path for _, path in some))))
        for host, some in folders(snapshot).items()
    }


def _line(path: str) -> str:
    above = [str(one) for one in (PurePosixPath(path), *PurePosixPath(path).parents)]
    stat = f"timeout -k 1 3 stat -c '%U %G %a %F:%n' {shlex.quote(path)} 2>/dev/null"
    return f"{of_others(above)} || {stat}"


_ROW = re.compile(r"(?P<user>\S+) (?P<group>\S+) (?P<mode>[0-7]+) directory:(?P<path>/.*)")


def parse(answer: ShellResult) -> Folders:
    """One a line; of a link nothing is known."""
    rows = filter(None, map(_ROW.fullmatch, answer.out.splitlines()))
    return {row["path"]: Folder(row["user"], row["group"], row["mode"]) for row in rows}


PROBE = Probe("store-folders", ask, parse, period=120, needs=(conf.PROBE,))
