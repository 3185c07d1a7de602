"""Whether compute hosts can run guests on their processors, or must emulate them."""

from __future__ import annotations

from collections.abc import Mapping

from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every compute host."""
    line = "test -c /dev/kvm && head -c 0 /dev/kvm && echo kvm"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.having("compute")}


def parse(answer: ShellResult) -> str:
    """The virt_type for libvirt: kvm, or qemu.

    /proc/cpuinfo is no answer: a guest whose processor can does not always have the device, and a
    container with the device may show no flag. Reading nothing of it shows that it can be opened.
    """
    return "kvm" if answer.exit == 0 and answer.out.strip() == "kvm" else "qemu"


PROBE = Probe("virtualisation", ask, parse, period=0)
