"""ovn-controller on each host: whom it speaks with, what it was told, and the bridges beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.deployments import ovn
from actions.deployments.services import OVN_CONTROLLER
from actions.facts._support.ovn import external_ids, pairs, running, tables
from actions.facts._support.shell import bounded, sections, together
from actions.facts.hosts import units
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

CONNECTED = "connected"


@dataclass(frozen=True)
class Tunnel:
    """This host's end of a tunnel to another chassis."""

    remote: str
    """The other end's address."""
    error: str = ""
    bfd: str = ""
    """up, down, init; empty: nobody watches it, which is so where neither is a gateway."""


@dataclass(frozen=True)
class Controller:
    """What one host has."""

    connection: str
    """To the southbound database: "connected", "not connected"; empty: it did not answer."""
    chassis: str
    """The name of its chassis: system-id."""
    remote: str = ""
    """ovn-remote: where it looks for the southbound database."""
    encap_ips: tuple[str, ...] = ()
    mappings: Mapping[str, str] = field(default_factory=dict)
    """ovn-bridge-mappings: the bridge by physical network."""
    bridge: str = ovn.INTEGRATION
    """ovn-bridge: the one that it fills."""
    bridges: Mapping[str, str] = field(default_factory=dict)
    """By name, the datapath's type; "" is the kernel's, as "system" is."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """By bridge, why Open vSwitch could not make it."""
    tunnels: tuple[Tunnel, ...] = ()
    flows: int | None = None
    """Of its bridge; None: nobody could count them."""
    addresses: tuple[str, ...] = ()
    """The host's own."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each host on which its unit is active."""
    return {
        host: ShellQuery(host, _line(unit.name))
        for host, unit in running(snapshot, OVN_CONTROLLER).items()
    }


def _line(unit: str) -> str:
    def told(line: str) -> str:
        return bounded(ovn.within(unit, line), 7)

    asked = f"{ovn.SWITCH} {ovn.JSON}"
    bridge = f"$({ovn.SWITCH} --if-exists get Open_vSwitch . external_ids:ovn-bridge | tr -d '\"')"
    return together(
        connection=told(f"{ovn.CONTROLLER} connection-status"),
        switch=told(f"{asked} --columns=external_ids list Open_vSwitch"),
        bridges=told(f"{asked} --columns=name,datapath_type list Bridge"),
        interfaces=told(f"{asked} --columns=name,type,ofport,error,options,bfd_status list Interface"),
        flows=told(f"br={bridge}; {ovn.FLOWS} ${{br:-{ovn.INTEGRATION}}}"),
        addresses="ip -o addr",
    )


def parse(answer: ShellResult) -> Controller:
    """Interfaces: tunnels, and the bridges' own. Raises `ParseError` where nobody answers."""
    said = sections(answer)
    if not said.get("switch", "").strip():
        raise ParseError("Open vSwitch's database did not answer")
    told = external_ids(said["switch"])
    name = told.get("system-id", "")

    def setting(key: str) -> str:
        """Of its own chassis, where several share one Open vSwitch, or of all."""
        return told.get(f"{key}-{name}", told.get(key, ""))

    bridges = {str(row["name"]): str(row["datapath_type"]) for row in tables(said["bridges"])[0]}
    interfaces = tables(said["interfaces"])[0]
    flows = re.search(r"flow_count=(\d+)", said.get("flows", ""))
    return Controller(
        connection=said.get("connection", "").strip(),
        chassis=name,
        remote=setting("ovn-remote"),
        encap_ips=tuple(one.strip() for one in setting("ovn-encap-ip").split(",") if one.strip()),
        mappings=pairs(setting("ovn-bridge-mappings")),
        bridge=setting("ovn-bridge") or ovn.INTEGRATION,
        bridges=bridges,
        faults={
            str(row["name"]): str(row["error"] or "it has no port of its own")
            for row in interfaces
            if row["name"] in bridges and (row["error"] or row["ofport"] in (-1, ()))
        },
        tunnels=tuple(
            Tunnel(
                str(row["options"].get("remote_ip", "")),
                str(row["error"] or ""),
                str(row["bfd_status"].get("state", "")),
            )
            for row in interfaces
            if "remote_ip" in row["options"]
        ),
        flows=int(flows[1]) if flows else None,
        addresses=tuple(
            re.findall(r"^\d+: \S+\s+inet6? ([^/ ]+)", said.get("addresses", ""), re.MULTILINE)
        ),
    )


PROBE = Probe("ovn-controllers", ask, parse, period=60, timeout=50, needs=(units.PROBE,))
