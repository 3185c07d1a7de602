"""What OVN's agent reads of each host's Open vSwitch; read when a plan needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.deployments import ovn
from actions.facts._support.ovn import external_ids
from actions.facts._support.shell import script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


@dataclass(frozen=True)
class OvnSettings:
    """Open vSwitch's own settings, its integration bridge, and who may ask its database."""

    ids: Mapping[str, str] = field(default_factory=dict)
    """external_ids of the table Open_vSwitch."""
    datapath: str = ""
    """Of the integration bridge; empty: there is none, or its type was never set."""
    managers: tuple[str, ...] = ()
    """Where the database listens, beside its socket."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = script(
        ids=f"{ovn.SWITCH} {ovn.JSON} --columns=external_ids list open_vswitch .",
        datapath=f"{ovn.SWITCH} --if-exists get bridge {ovn.INTEGRATION} datapath_type",
        managers=f"{ovn.SWITCH} get-manager",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> OvnSettings:
    """A table of one row, a word in quotes, a line a manager; empty where there is no Open vSwitch.

    Raises `ParseError` for what is no table.
    """
    said = sections(answer)
    if not said.get("ids", "").strip():
        return OvnSettings()
    datapath = said.get("datapath", "").strip().strip('"')
    return OvnSettings(external_ids(said["ids"]), datapath, tuple(said.get("managers", "").split()))


PROBE = Probe("ovn-settings", ask, parse, period=0)
