"""OVN's northbound database: what neutron wants of routers' gateways and of physical networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.deployments import ovn
from actions.deployments.services import OVN_NORTHBOUND
from actions.facts._support.ovn import Row, running, several, tables
from actions.facts._support.shell import bounded, sections, together
from actions.facts.hosts import units
from actions.facts.ovn import ovn_databases
from actions.facts.ovn.ovn_southbound import server
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult

ROUTER_PORT = "lrp-"
"""What neutron puts before a port's id for the router's end of it."""


@dataclass(frozen=True)
class Gateway:
    """A router's port on an external network."""

    name: str
    """Of the router's end: lrp-PORT."""
    router: str
    """The id of neutron's router."""
    network: str
    """The id of the external network."""
    chassis: tuple[str, ...]
    """Names of the chassis that may serve it, the first choice first; none: nobody does."""
    highest: int = 0
    """The priority of the first choice."""
    group: str = ""
    """The name of the HA_Chassis_Group that they are of; empty: they are the port's own."""


@dataclass(frozen=True)
class Northbound:
    """What one server of the database holds."""

    host: str
    """Where it was asked."""
    nb_cfg: int
    """How often all chassis were asked for a sign of life."""
    sb_cfg: int
    """How often northd has passed that on."""
    asked: float
    """When northd saw the last of them, by its clock; 0: never."""
    gateways: tuple[Gateway, ...] = ()
    physical: tuple[str, ...] = ()
    """The physical networks to which networks of neutron's lead (localnet)."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One server of it."""
    host = server(snapshot, OVN_NORTHBOUND)
    if not host:
        return {}
    unit = running(snapshot, OVN_NORTHBOUND)[host].name

    def told(columns: str, of: str) -> str:
        return bounded(ovn.within(unit, f"{ovn.NB} {ovn.JSON} --columns={columns} {of}"), 8)

    owner = 'external_ids:"neutron:device_owner"="network:router_gateway"'
    line = together(
        host=f"echo {host}",
        cfg=bounded(ovn.within(unit, ovn.or_older(_cfg(_CFG), _cfg(_CFG_20_06))), 8),
        ends=told("name,external_ids,options", f"find Logical_Switch_Port type=router '{owner}'"),
        ports=told("name,gateway_chassis,ha_chassis_group", "list Logical_Router_Port"),
        chosen=told("_uuid,chassis_name,priority", "list Gateway_Chassis"),
        groups=told("_uuid,name,ha_chassis", "list HA_Chassis_Group"),
        members=told("_uuid,chassis_name,priority", "list HA_Chassis"),
        localnet=told("options", "find Logical_Switch_Port type=localnet"),
    )
    return {"": ShellQuery(host, line)}


_CFG = "nb_cfg,sb_cfg,nb_cfg_timestamp"
_CFG_20_06 = "nb_cfg,sb_cfg"
"""Before OVN 20.09 nobody writes when."""


def _cfg(columns: str) -> str:
    return f"{ovn.NB} {ovn.JSON} --columns={columns} list NB_Global"


def parse(answer: ShellResult) -> Northbound:
    """Tables, one a section."""
    said = sections(answer)
    (cfg,) = tables(said.get("cfg", ""))
    rows = {name: tables(said.get(name, ""))[0] for name in said if name not in ("host", "cfg")}
    ports = {str(row["name"]): row for row in rows["ports"]}
    choices = {row["_uuid"]: row for row in (*rows["chosen"], *rows["members"])}
    groups = {row["_uuid"]: row for row in rows["groups"]}
    first = cfg[0] if cfg else {}
    return Northbound(
        host=said.get("host", "").strip(),
        nb_cfg=int(first.get("nb_cfg", 0)),
        sb_cfg=int(first.get("sb_cfg", 0)),
        asked=int(first.get("nb_cfg_timestamp", 0)) / 1000,
        gateways=tuple(_gateways(rows["ends"], ports, choices, groups)),
        physical=tuple(
            sorted({str(row["options"].get("network_name", "")) for row in rows["localnet"]})
        ),
    )


def _gateways(
    ends: Iterable[Row],
    ports: Mapping[str, Row],
    choices: Mapping[str, Row],
    groups: Mapping[str, Row],
) -> Iterable[Gateway]:
    for end in ends:
        own = end["external_ids"]
        name = str(end["options"].get("router-port", ""))
        port = ports.get(name)
        if port is None:
            continue
        own_groups = [groups[one] for one in several(port["ha_chassis_group"]) if one in groups]
        ids = (
            *several(port["gateway_chassis"]),
            *(one for group in own_groups for one in several(group["ha_chassis"])),
        )
        known = sorted(
            (choices[one] for one in ids if one in choices), key=lambda row: -row["priority"]
        )
        yield Gateway(
            name,
            str(own.get("neutron:device_id", "")),
            str(own.get("neutron:network_name", "")).removeprefix("neutron-"),
            tuple(dict.fromkeys(str(row["chassis_name"]) for row in known)),
            known[0]["priority"] if known else 0,
            str(own_groups[0]["name"]) if own_groups else "",
        )


PROBE = Probe(
    "ovn-northbound", ask, parse, period=60, timeout=60, needs=(ovn_databases.PROBE, units.PROBE)
)
