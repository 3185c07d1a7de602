"""The servers of OVN's databases and northd on each host, as they see themselves and their cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments import ovn
from actions.deployments.services import OVN_NORTHBOUND, OVN_NORTHD, OVN_SOUTHBOUND
from actions.facts._support.ovn import running
from actions.facts._support.shell import bounded, sections, together
from actions.facts.hosts import units
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

SCHEMAS = {OVN_NORTHBOUND: "OVN_Northbound", OVN_SOUTHBOUND: "OVN_Southbound"}
"""What OVSDB calls the database that a service keeps."""
_SERVERS = {OVN_NORTHBOUND: ovn.NB_SERVER, OVN_SOUTHBOUND: ovn.SB_SERVER}
_CONTROLS = {OVN_NORTHBOUND: ovn.NB_CONTROL, OVN_SOUTHBOUND: ovn.SB_CONTROL}
_ABSENT = "absent"
SILENT = 10_000
"""Milliseconds: a leader sends to each member several times a second, whatever the election timer."""


@dataclass(frozen=True)
class Member:
    """One server of a cluster, as another one sees it."""

    id: str
    address: str
    """tcp:10.0.0.11:6643"""
    silent: int | None = None
    """Milliseconds since its last message; None: it is the one that says so, or has sent none."""


@dataclass(frozen=True)
class Server:
    """One server of a database."""

    sync: str = ""
    """active, or backup: it takes no changes. Empty: it did not answer."""
    status: str = ""
    """Of a cluster's, its own: "cluster member"; empty: it is in none."""
    role: str = ""
    """leader, follower, candidate."""
    leader: str = ""
    """An id, "self", or "unknown"."""
    address: str = ""
    members: tuple[Member, ...] = ()
    """The others, as it sees them."""

    @property
    def clustered(self) -> bool:
        """It is one of several, or was made to be."""
        return bool(self.status)

    @property
    def fault(self) -> str:
        """Why it serves nobody, or serves what may be old; empty: it serves."""
        if not self.sync:
            return "it does not answer"
        if self.clustered and self.status != "cluster member":
            return f"it says of itself: {self.status}"
        if self.clustered and self.leader in ("", "unknown"):
            return "it knows no leader"
        return ""


@dataclass(frozen=True)
class Databases:
    """What runs on one host."""

    servers: Mapping[str, Server]
    """By the service that keeps the database; those alone that run there."""
    northd: str = ""
    """active, standby, paused; empty: it does not run there, or does not answer."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each host on which a unit of any of the three is active."""
    lines: dict[str, dict[str, str]] = {}
    for service, tool in _SERVERS.items():
        for host, unit in running(snapshot, service).items():
            there = f"[ -e {_CONTROLS[service]} ] || {{ echo {_ABSENT}; exit; }}"
            # who does not answer the first is not waited for once more
            told = f"{there}; {tool} {ovn.SYNC} && {tool} {ovn.CLUSTER} {SCHEMAS[service]}"
            lines.setdefault(host, {})[service] = bounded(ovn.within(unit.name, told), 12)
    for host, unit in running(snapshot, OVN_NORTHD).items():
        told = ovn.within(unit.name, f"{ovn.NORTHD} status")
        lines.setdefault(host, {})[OVN_NORTHD] = bounded(told, 6)
    return {host: ShellQuery(host, together(**asked)) for host, asked in lines.items()}


def parse(answer: ShellResult) -> Databases:
    """`ovsdb-server/sync-status` and `cluster/status` of each server; `status` of northd."""
    said = sections(answer)
    servers = {
        service: _server(said[service])
        for service in _SERVERS
        if service in said and said[service].strip() != _ABSENT
    }
    if said.keys().isdisjoint((*_SERVERS, OVN_NORTHD)):
        raise ParseError("neither a database of OVN's nor northd was asked")
    northd = re.search(r"^Status: (\w+)", said.get(OVN_NORTHD, ""), re.MULTILINE)
    return Databases(servers, northd[1] if northd else "")


_MEMBER = re.compile(r"^\s+(\w+) \(\w+ at ([^)]+)\)(.*)$", re.MULTILINE)


def _server(text: str) -> Server:
    keys = dict(re.findall(r"^([\w ]+): (.*)$", text, re.MULTILINE))
    members = []
    for id_, address, rest in _MEMBER.findall(text.partition("\nServers:")[2]):
        heard = re.search(r"last msg (\d+) ms ago", rest)
        if "(self)" not in rest:
            members.append(Member(id_, address, int(heard[1]) if heard else None))
    return Server(
        sync=str(keys.get("state", "")),
        status=str(keys.get("Status", "")),
        role=str(keys.get("Role", "")),
        leader=str(keys.get("Leader", "")),
        address=str(keys.get("Address", "")),
        members=tuple(members),
    )


PROBE = Probe("ovn-databases", ask, parse, period=60, timeout=40, needs=(units.PROBE,))
