"""What a compute host has for nova-compute: /dev/kvm, and the file with its compute node's UUID."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.all import state
from actions.deployments.parts import NOVA
from actions.facts._support.files import lines_by_path
from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

FILE = "compute_id"
"""Below nova's state: nova-compute of 2023.1 and later writes it once, and goes by it ever after."""


@dataclass(frozen=True)
class ComputeHost:
    """One compute host."""

    ids: Mapping[str, str]
    """What stands in each such file, by its path; only files that exist."""
    kvm: bool
    """The device is there."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every compute host."""
    files = " ".join(f"{folder}/{FILE}" for folder in state(NOVA))
    line = script(kvm="test -c /dev/kvm && echo there", ids=f"grep -sH '' {files}")
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("compute")}


def parse(answer: ShellResult) -> ComputeHost:
    """A word, and what `grep -H` prints."""
    said = sections(answer)
    lines = lines_by_path(said.get("ids", ""))
    ids = {path: found[0].strip() for path, found in lines.items()}
    return ComputeHost(ids, said.get("kvm", "").strip() == "there")


PROBE = Probe("compute-host", ask, parse, period=60)
