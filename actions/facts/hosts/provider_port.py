"""How the provider interface is plugged into Open vSwitch; read when a plan needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

BRIDGE = "br-provider"
"""The bridge that is to have it as a port."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,15}")


@dataclass(frozen=True)
class ProviderPort:
    """Where Open vSwitch's database has the interface, and what became of it."""

    bridge: str = ""
    """Empty: it is a port of none, or there is no Open vSwitch."""
    plugged: bool = False
    """Its bridge's datapath has it: ovs-vsctl exits with 0 where the kernel could not make one."""
    datapath: str = ""
    """Of the bridge that is to have it: system or netdev."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file, where [install.neutron] names an interface."""
    table = snapshot.site.settings.get("neutron")
    name = table.get("provider_interface") if isinstance(table, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return {}
    line = (
        f"ovs-vsctl --timeout=5 iface-to-br {name} -- get interface {name} ofport "
        f"-- --if-exists get bridge {BRIDGE} datapath_type"
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> ProviderPort:
    """The bridge's name; the port's number, -1 or [] where it has none; the datapath of ours."""
    said = [line.strip().strip('"') for line in answer.out.splitlines()]
    if answer.exit != 0 or len(said) < 2:
        return ProviderPort()
    bridge, number, *datapath = said
    return ProviderPort(bridge, number.isdecimal(), "".join(datapath) or "system")


PROBE = Probe("provider-port", ask, parse, period=0)
