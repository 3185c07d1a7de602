"""OVN's southbound database: chassis and what they last answered, and where ports are bound.

nb_cfg is a number that rises when somebody asks all chassis for a sign of life, as neutron does where
its agents are listed; each writes the number that it has seen last. A number that stands still for
everybody tells nothing, so the question goes out after neutron's list, and where a chassis is one
behind it is given a few seconds. One that is further behind has not answered an earlier question, and
one whose ovn-controller is cut off answers none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.deployments import ovn
from actions.deployments.services import OVN_SOUTHBOUND
from actions.facts._support.ovn import Row, pairs, running, several, tables
from actions.facts._support.shell import bounded, script, sections, together
from actions.facts.hosts import units
from actions.facts.neutron import network_agents
from actions.facts.ovn import ovn_controllers, ovn_databases
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

PATIENCE = 5
"""Seconds that a chassis which is one behind has to catch up."""


@dataclass(frozen=True)
class Chassis:
    """One chassis: the row of an ovn-controller, which stays when that was killed."""

    name: str
    """Its system-id."""
    hostname: str
    """Empty where only its private row is left."""
    nb_cfg: int = 0
    answered: float = 0.0
    """When it wrote that number, by its own clock; 0: never."""
    encaps: tuple[tuple[str, str], ...] = ()
    """Type and address of each end of its tunnels."""
    mappings: Mapping[str, str] = field(default_factory=dict)
    """Its bridge by physical network."""
    gateway: bool = False
    """It may be chosen for routers: enable-chassis-as-gw."""
    metadata: int | None = None
    """What neutron's metadata agent there saw last, half a minute late; None: there is none."""
    known: bool = True
    """False: its Chassis row was deleted, and its private one was left behind."""


@dataclass(frozen=True)
class Bound:
    """Ports of instances, counted by where they are and where they should be."""

    chassis: str
    """The name of the chassis that has them; empty: none."""
    wanted: str
    """requested-chassis: a name or a hostname; empty: nobody said."""
    count: int


@dataclass(frozen=True)
class Southbound:
    """What one server of the database holds."""

    host: str
    """Where it was asked."""
    nb_cfg: int
    chassis: tuple[Chassis, ...]
    bound: tuple[Bound, ...] | None = ()
    """None: the ports could not be counted."""
    gateways: Mapping[str, str] = field(default_factory=dict)
    """By a router's port: the name of the chassis through which it leads now; empty: none."""
    private: bool = True
    """It has Chassis_Private, as from OVN 20.09 on."""

    def find(self, name: str) -> Chassis | None:
        """A chassis by its name, or by its hostname, as requested-chassis has either."""
        named = [one for one in self.chassis if one.known and name in (one.name, one.hostname)]
        return max(named, key=lambda one: (one.nb_cfg, one.answered), default=None)


def server(snapshot: Snapshot, service: str) -> str:
    """The host whose server of a database is to be asked: a leader, or any that serves.

    One that did not answer a moment ago is not asked, for it would be waited for again.
    """
    known = snapshot.each(ovn_databases.PROBE)

    def silent(host: str) -> bool:
        one = known[host].servers.get(service) if host in known else None
        return one is not None and not one.sync

    def worth(host: str) -> tuple[bool, bool]:
        one = known[host].servers.get(service) if host in known else None
        return one is not None and not one.fault, one is not None and one.role == "leader"

    asked = sorted(host for host in running(snapshot, service) if not silent(host))
    return max(asked, key=worth, default="")


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One server of it."""
    host = server(snapshot, OVN_SOUTHBOUND)
    if not host:
        return {}
    unit = running(snapshot, OVN_SOUTHBOUND)[host].name

    def told(arguments: str) -> str:
        return bounded(ovn.within(unit, f"{ovn.SB} {arguments}"), 8)

    def either(arguments: str, older: str) -> str:
        one, other = (f"{ovn.SB} {ovn.JSON} {asked}" for asked in (arguments, older))
        return bounded(ovn.within(unit, ovn.or_older(one, other)), 12)

    first = script(host=f"echo {host}", wait=bounded(ovn.within(unit, _wait(_cut_off(snapshot))), 12))
    then = together(
        cfg=told(f"{ovn.JSON} --columns=nb_cfg list SB_Global"),
        chassis=either(_CHASSIS, _CHASSIS_20_03),
        private=either(_PRIVATE, _PRIVATE_20_06),
        encaps=told(f"{ovn.JSON} --columns=_uuid,type,ip list Encap"),
        gateways=told(
            f"{ovn.JSON} --columns=logical_port,chassis,options find Port_Binding type=chassisredirect"
        ),
        ports=bounded(ovn.within(unit, f"{{ {ovn.SB} {_PORTS} && echo {_END}; }} | {_COUNTED}"), 20),
    )
    return {"": ShellQuery(host, f"{first}; {then}")}


def _cut_off(snapshot: Snapshot) -> Iterable[str]:
    """The chassis whose ovn-controller says itself that it has no connection, or says nothing."""
    known = snapshot.each(ovn_controllers.PROBE).values()
    names = (one.chassis for one in known if one.connection != ovn_controllers.CONNECTED)
    return sorted(filter(_NAME.fullmatch, names))[:_MOST]


def _wait(cut_off: Iterable[str]) -> str:
    """Until no chassis is one behind, or their time is over; those that are cut off never catch up."""
    others = " ".join(f"'name!=\"{name}\"'" for name in cut_off)
    asked = f"{ovn.SB} --bare --columns=nb_cfg find Chassis_Private {others}".rstrip()
    behind = f'{asked} | grep -qx "$((now - 1))"'
    clock = "$(date +%s)"
    return (
        f"end=$(({clock} + {PATIENCE})); now=$({ovn.SB} --bare get SB_Global . nb_cfg); "
        f'while {behind} && [ "{clock}" -lt "$end" ]; do sleep 1; done'
    )


_NAME = re.compile(r"[\w.:-]+")
_MOST = 50
"""Names in one question: where more are cut off, it is waited for them."""


_CHASSIS = "--columns=_uuid,name,hostname,encaps,external_ids,other_config list Chassis"
_CHASSIS_20_03 = "--columns=_uuid,name,hostname,encaps,external_ids list Chassis"
_PRIVATE = "--columns=name,chassis,nb_cfg,nb_cfg_timestamp,external_ids list Chassis_Private"
_PRIVATE_20_06 = "--columns=name,nb_cfg,external_ids list Chassis"
"""Before there is a Chassis_Private: later on, nobody writes these into Chassis any more."""
_METADATA = "neutron:ovn-metadata-sb-cfg"
_PORTS = (
    "--format=csv --data=bare --no-headings --columns=chassis,options find Port_Binding 'type=\"\"'"
)
_END = "end"
"""Printed behind the ports of a tool that did not fail."""
_COUNTED = (
    r"""sed -E 's/^([^,]*,).*requested-chassis=([^ ",]*).*/\1\2/;t;s/^([^,]*,).*/\1/'"""
    " | sort | uniq -c"
)
"""A line a kind of port, with where it should be for all of its options: some of those are its own."""


def parse(answer: ShellResult) -> Southbound:
    """Tables; ports counted by the host's own tools, for there are tens of thousands."""
    said = sections(answer)
    (cfg,) = tables(said.get("cfg", ""))
    names = {row["_uuid"]: str(row["name"]) for row in _rows(said, "chassis")}
    private = {str(row["name"]): row for row in _rows(said, "private")}
    encaps = {row["_uuid"]: (str(row["type"]), str(row["ip"])) for row in _rows(said, "encaps")}
    known = [_chassis(row, private.get(str(row["name"])), encaps) for row in _rows(said, "chassis")]
    left = [
        _chassis({"name": name}, row, {}) for name, row in private.items() if name not in names.values()
    ]
    return Southbound(
        host=said.get("host", "").strip(),
        nb_cfg=int(cfg[0]["nb_cfg"]) if cfg else 0,
        chassis=tuple(sorted((*known, *left), key=lambda one: one.name)),
        bound=_bound(said.get("ports", ""), names),
        gateways={
            str(row["options"].get("distributed-port", "")): names.get(str(row["chassis"] or ""), "")
            for row in _rows(said, "gateways")
        },
        private=all("nb_cfg_timestamp" in row for row in private.values()),
    )


def _rows(said: Mapping[str, str], name: str) -> list[Row]:
    return tables(said.get(name, ""))[0]


def _chassis(row: Row, private: Row | None, encaps: Mapping[str, tuple[str, str]]) -> Chassis:
    settings: dict[str, Any] = {**row.get("external_ids", {}), **row.get("other_config", {})}
    options = settings.get("ovn-cms-options", "").split(",")
    return Chassis(
        name=str(row["name"]),
        hostname=str(row.get("hostname", "")),
        nb_cfg=int(private["nb_cfg"]) if private else 0,
        answered=int(private.get("nb_cfg_timestamp", 0)) / 1000 if private else 0.0,
        encaps=tuple(sorted(encaps[one] for one in several(row.get("encaps", ())) if one in encaps)),
        mappings=pairs(settings.get("ovn-bridge-mappings", "")),
        gateway="enable-chassis-as-gw" in options,
        metadata=_number((private or {}).get("external_ids", {}).get(_METADATA)),
        known="_uuid" in row,
    )


def _number(told: object) -> int | None:
    return int(told) if isinstance(told, str) and told.isdigit() else None


_LINE = re.compile(r"^\s*(\d+) ([\w-]*),(\S*)$", re.MULTILINE)
_WHOLE = re.compile(rf"^\s*1 {_END}$", re.MULTILINE)


def _bound(text: str, names: Mapping[str, str]) -> tuple[Bound, ...] | None:
    if not _WHOLE.search(text):
        return None
    counted: Counter[tuple[str, str]] = Counter()
    for number, chassis, wanted in _LINE.findall(text):
        counted[names.get(chassis, ""), wanted] += int(number)
    return tuple(Bound(*kind, count) for kind, count in sorted(counted.items()))


PROBE = Probe(
    "ovn-southbound",
    ask,
    parse,
    period=60,
    timeout=60,
    needs=(network_agents.PROBE, ovn_controllers.PROBE, ovn_databases.PROBE, units.PROBE),
)
