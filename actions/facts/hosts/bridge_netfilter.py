"""Whether iptables sees what goes through a host's bridges; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

MODULE = "br_netfilter"


@dataclass(frozen=True)
class BridgeNetfilter:
    """The kernel's br_netfilter, and its two switches."""

    present: bool
    """It is loaded, or built in."""
    built_in: bool
    """There is no module to load: the kernel has it anyway."""
    ipv4: bool
    ipv6: bool


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    folder = "/proc/sys/net/bridge"
    line = script(
        ipv4=f"cat {folder}/bridge-nf-call-iptables 2>/dev/null",
        ipv6=f"cat {folder}/bridge-nf-call-ip6tables 2>/dev/null",
        module=f"grep '^{MODULE} ' /proc/modules 2>/dev/null",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> BridgeNetfilter:
    """The switches are 0 or 1, and files only where the module is."""
    said = {name: text.strip() for name, text in sections(answer).items()}
    present = bool(said.get("ipv4"))
    return BridgeNetfilter(
        present=present,
        built_in=present and not said.get("module"),
        ipv4=said.get("ipv4") == "1",
        ipv6=said.get("ipv6") == "1",
    )


PROBE = Probe("bridge-netfilter", ask, parse, period=0)
